import { systemPrograms } from '../../model/system-programs.ts'
import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { nodeVersion } from '../../app/node-version.ts'
import type { Located, PackageJson } from '../../app/package-json.ts'
import { procfileWeb } from '../../app/procfile.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { installOf, type NewInstall } from '../node-static/new-install.ts'
import { compiledPackage } from './compiled-packages.ts'
import { managerCall } from './manager-call.ts'
import { type NewPrisma, newPrisma } from './new-prisma.ts'
import { planServer } from './plan-server.ts'
import { readServerApp, type ServerApp } from './server-app.ts'
import { serverFramework } from './server-frameworks.ts'
import { withLocalPackages, type Workspace, workspaceAt } from './server-packages.ts'
import { scriptHook } from './resolve-script.ts'
import { nodeStart, readStart, serverPackage, startScript } from './start-script.ts'
import { buildsFirst, watchedProgram } from './developers-start.ts'

/** A Dockerfile for a server that has none. A string says why not; undefined where the package is no server. */
export function newServerPlans(app: AppFiles, manifest: PackageJson): readonly Plan[] | string | undefined {
  const workspace = workspaceAt(app, manifest, '/app')
  const target = workspace ? startedPackage(app, workspace) : manifest
  if (target === undefined || typeof target === 'string') return target
  const starts = startOf(app, target)
  if (starts === undefined || typeof starts === 'string') return starts
  const browser = [...target.dependencies].find(([name]) => startsBrowser.test(name))
  if (browser)
    return `${target.path}:${browser[1].range.start.line} names ${browser[0]}, which starts a browser that Node’s images lack: install it in a Dockerfile`
  const other = otherEcosystem(app, 'node')
  if (other !== undefined) return `${other} stands beside package.json: say which of them is the app`
  const install = installOf(app, manifest)
  if (typeof install === 'string') return install
  const node = nodeVersion(app, manifest)
  if (typeof node === 'string') return node
  const part = manifest.scripts.has('build') ? undefined : partialBuild(target)
  if (part !== undefined) return part
  const prisma = newPrisma(app, manifest, target, workspace, install)
  if (typeof prisma === 'string') return prisma
  const parts = { manifest, target, workspace, install, starts, prisma }
  const compiled = compiledPackage(app)
  const whole = compiled === undefined ? undefined : plansOn(`node:${node.major}`, app, parts)
  const plans = Array.isArray(whole) ? whole : plansOn(`node:${node.major}-slim`, app, parts)
  if (plans === undefined || typeof plans === 'string') return plans
  const range = node.range ? { range: node.range } : {}
  const change: Change = {
    id: 'node-new-dockerfile',
    title: 'A Dockerfile that ships the production packages and the program',
    because: `There is none; ${starts.evidence.fact} starts the program, on Node ${node.major} (${node.fact}).${plans === whole ? ` ${compiled} is compiled where no ready binary fits: the full image has what that needs.` : ''}`,
    evidence: [starts.evidence, install.evidence, { file: node.file, fact: node.fact, ...range }],
    applicability: 'needs-verification',
  }
  return plans.map(plan => ({ ...plan, changes: [change] }))
}

function plansOn(base: string, app: AppFiles, parts: Parts): readonly Plan[] | string | undefined {
  const read = readServerApp(
    app,
    buildModel(parseDockerfile(plainDockerfile(base, app, parts), 'Dockerfile')),
  )
  if (read === undefined || typeof read === 'string') return read
  return planServer(app, parts.starts.direct ? asByNpm(read) : read, true)
}

/** As where npm is process 1: an init hands signals on to a program that has no handler for them. */
const asByNpm = (read: ServerApp): ServerApp => ({ ...read, launch: { ...read.launch, launcher: 'npm' } })

/** Scripts that build parts, where none says which of them make the whole. */
function partialBuild({ scripts: all, path }: PackageJson): string | undefined {
  if (all.has('build')) return undefined
  const parts = [...all.keys()].filter(
    name => /^build[:-]/.test(name) && !/docker|image|watch|dev|test|release/.test(name),
  )
  return parts.length === 0
    ? undefined
    : `${path} has ${parts.join(', ')} and no build: say which of them to run`
}

interface Starts {
  /** The script that starts, or `node …` itself. */
  readonly script: string
  /** True for a file that nothing more is known of than that Node starts it. */
  readonly direct?: boolean
  readonly evidence: Evidence
  readonly port: string | undefined
  /** Without which it answers nobody outside of the container. */
  readonly env: readonly string[]
}

/** Packages that start a browser of the system, or one that they download where the last stage has none. */
const startsBrowser =
  /^(?:puppeteer(?:-core)?|playwright(?:-(?:core|chromium|firefox|webkit))?|selenium-webdriver)$/

/** The root of a workspace, where its own script starts Node, else the only package that starts a server; a string says why none is taken. */
function startedPackage(app: AppFiles, { root, members }: Workspace): PackageJson | string | undefined {
  if (scripts.some(script => startScript(root, script))) return root
  const found = members.filter(each => typeof startOf(app, each) === 'object')
  const [first, ...others] = found
  if (others.length > 0)
    return `several packages start a server (${someOf(found.map(({ path }) => posix.dirname(path)))}): say which by a Dockerfile`
  return first
}

const someOf = (names: readonly string[]): string =>
  names.length > 6 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')

const scripts = ['start:prod', 'start', 'serve', 'prod']

/** Which script starts the program for good; a string says why none does; undefined where the package is no server. */
function startOf(app: AppFiles, manifest: PackageJson): Starts | string | undefined {
  const web = manifest.path === 'package.json' ? procfileWeb(app) : undefined
  const words = web?.command.split(/\s+/) ?? []
  if (web && nodeStart(words, manifest)) return plainStart(app, manifest, web.command, web.evidence)
  const reasons: string[] = []
  for (const script of [managerCall(words)?.script ?? '', ...scripts]) {
    const framework = serverFramework(app, manifest, script)
    if (typeof framework === 'string') return framework
    if (framework) return { script, evidence: framework.evidence, port: '3000', env: [] }
    const found = readStart(manifest, script)
    if (typeof found !== 'object') {
      reasons.push(...(found === undefined ? [] : [found]))
      // Another script would start without what runs before this one.
      if (found !== undefined && scriptHook(manifest, script) !== undefined) break
      continue
    }
    const built = builtProgram(manifest, found.start.entry)
    const port = built?.port ?? portOf(app, posix.dirname(manifest.path))
    return { script, evidence: found.evidence, port, env: built?.env ?? [] }
  }
  const built = builtServer(manifest)
  if (built) return built
  if (scripts.some(name => manifest.scripts.has(name))) {
    const plain =
      scripts.flatMap(name => buildsFirst(manifest, name) ?? [])[0] ?? watchedProgram(app, manifest)
    if (plain) return plainStart(app, manifest, plain.script, plain.evidence)
    return serverPackage(manifest) ? reasons[0] : undefined
  }
  return serverPackage(manifest) ? serverWithoutScript(app, manifest) : withoutScript(app, manifest)
}

/** What runs where no script says it: `main`, and `server.js`, which npm starts by itself. */
function serverWithoutScript(app: AppFiles, manifest: PackageJson): Starts | string {
  const folder = posix.dirname(manifest.path)
  const { path, main } = manifest
  const named = main === undefined ? [] : [posix.normalize(main)]
  const found = [...new Set([...named, 'server.js'])].filter(name => app.has(posix.join(folder, name)))
  const [file, ...others] = found
  const watched = file === undefined ? watchedProgram(app, manifest) : undefined
  if (watched) return plainStart(app, manifest, watched.script, watched.evidence)
  if (file === undefined)
    return main === undefined
      ? `${path} has no start script and names no main`
      : `${path} has no start script, and its main, ${main}, is not there`
  if (others.length > 0) return `${path} has no start script: ${found.join(' or ')}`
  const place = posix.join(folder, file)
  if (!/\.listen\(|\bbindAsync\(|\bserve\(/.test(app.read(place) ?? ''))
    return `${path} has no start script, and ${place} does not listen itself`
  const evidence =
    main === undefined
      ? { file: place, fact: 'npm without a start script' }
      : { file: path, fact: `"main": "${main}"` }
  return plainStart(app, manifest, `node ${file}`, evidence)
}

/** The same for a program of no known framework: `server.js`, or `main` in a package at the root that nobody can install. */
function withoutScript(app: AppFiles, manifest: PackageJson): Starts | undefined {
  const folder = posix.dirname(manifest.path)
  const named = manifest.isPrivate && folder === '.' ? [posix.normalize(manifest.main ?? '')] : []
  const file = ['server.js', ...named].find(
    name => /\.[cm]?js$/.test(name) && app.has(posix.join(folder, name)),
  )
  if (file === undefined) return undefined
  const path = posix.join(folder, file)
  return plainStart(app, manifest, `node ${file}`, { file: path, fact: path })
}

const plainStart = (app: AppFiles, { path }: PackageJson, script: string, evidence: Evidence): Starts => ({
  script,
  evidence,
  port: portOf(app, posix.dirname(path)),
  env: [],
  direct: true,
})

/** Programs that frameworks build, and where they listen unless told otherwise; Astro's on the loopback device alone. */
const builtPrograms = [
  {
    package: /^(?:nuxt|nitro|nitropack|@tanstack\/(?:react|solid)-start|@solidjs\/start)$/,
    adapter: /^(?:nuxt|nitro|nitropack|@tanstack\/(?:react|solid)-start|@solidjs\/start)$/,
    file: '.output/server/index.mjs',
    port: '3000',
    env: [],
  },
  {
    package: /^@sveltejs\/kit$/,
    adapter: /^@sveltejs\/adapter-node$/,
    file: 'build/index.js',
    port: '3000',
    env: [],
  },
  {
    package: /^astro$/,
    adapter: /^@astrojs\/node$/,
    file: './dist/server/entry.mjs',
    port: '4321',
    env: ['ENV HOST=0.0.0.0'],
  },
]

/** The framework whose program a file is. */
function builtProgram(manifest: PackageJson, entry: string) {
  return builtPrograms.find(
    each =>
      posix.normalize(each.file) === posix.normalize(entry) &&
      dependencyLike(manifest, each.adapter) !== undefined,
  )
}

/** Of frameworks whose packages bring no script that starts it. */
function builtServer(manifest: PackageJson): Starts | undefined {
  const found = builtPrograms.find(
    each => dependencyLike(manifest, each.package) && dependencyLike(manifest, each.adapter),
  )
  const adapter = found && dependencyLike(manifest, found.adapter)
  if (!found || !adapter || !manifest.scripts.has('build')) return undefined
  const [name, { range }] = adapter
  return {
    script: `node ${found.file}`,
    evidence: { file: manifest.path, range, fact: `${name}, whose build is ${found.file},` },
    port: found.port,
    env: found.env,
  }
}

function dependencyLike(
  { devDependencies, dependencies }: PackageJson,
  pattern: RegExp,
): readonly [string, Located] | undefined {
  return [...devDependencies, ...dependencies].find(([name]) => pattern.test(name))
}

interface Parts {
  readonly manifest: PackageJson
  readonly target: PackageJson
  readonly workspace: Workspace | undefined
  readonly install: NewInstall
  readonly starts: Starts
  readonly prisma: NewPrisma
}

/** The Dockerfile that people write first, for the planner to start from; nobody will see it. */
function plainDockerfile(base: string, app: AppFiles, parts: Parts): string {
  const { install, starts, manifest, target, workspace, prisma } = parts
  const manifests = install.manifests ?? prisma.manifests
  const port = starts.port
  const start = starts.script.startsWith('node ')
    ? starts.script.split(' ')
    : [install.manager.title === 'Bun' ? 'bun' : install.manager.title, 'run', starts.script]
  return [
    `FROM ${base}`,
    ...prisma.system,
    ...systemPrograms(app, target.dependencies.keys()),
    'WORKDIR /app',
    ...install.setup,
    ...(manifests && !workspace
      ? [`COPY ${manifests.join(' ')} ./`, ...prisma.copies, `RUN ${install.command}`, 'COPY . .']
      : ['COPY . .', `RUN ${install.command}`]),
    ...prisma.generate,
    ...buildLines(parts),
    'ENV NODE_ENV=production',
    ...starts.env,
    ...(port === undefined ? [] : [`EXPOSE ${port}`]),
    ...(workspace && target !== manifest ? [`WORKDIR /app/${posix.dirname(target.path)}`] : []),
    `CMD ${JSON.stringify(start)}`,
    '',
  ].join('\n')
}

/** The root's build script, else those of the package and of what it depends on, in order. */
function buildLines({ manifest, target, workspace, install }: Parts): readonly string[] {
  if (!workspace || manifest.scripts.has('build'))
    return manifest.scripts.has('build') ? [`RUN ${install.manager.build}`] : []
  return withLocalPackages(workspace, target)
    .filter(each => each.scripts.has('build') && each.name !== undefined)
    .map(({ name }) => `RUN ${memberBuild(install.manager.name, name?.value ?? '')}`)
}

function memberBuild(manager: NewInstall['manager']['name'], name: string): string {
  switch (manager) {
    case 'npm':
      return `npm run build -w ${name}`
    case 'pnpm':
      return `pnpm --filter ${name} run build`
    case 'bun':
      return `bun run --filter ${name} build`
    case 'yarn':
    case 'berry':
      return `yarn workspace ${name} build`
  }
}

const ports = [
  /\.listen\(\s*(?:\{\s*(?:host:\s*["'][\d.]+["'],\s*)?port:\s*)?(?:Number\(|\+)?(?:process\.env(?:\.PORT|\[["']PORT["']\])\s*(?:\|\||\?\?)\s*)?["']?(\d{2,5})\b/,
  /\bport\s*[:=]\s*(?:Number\(|parseInt\(|\+)?(?:process\.env(?:\.PORT|\[["']PORT["']\])\s*(?:\|\||\?\?)\s*)?["']?(\d{2,5})\b/i,
]

/** The port that a source of a folder names beside `listen` or `PORT`, where all that do agree. */
function portOf(app: AppFiles, folder: string): string | undefined {
  const inside = folder === '.' ? '' : `${folder}/`
  const found = app
    .list()
    .filter(
      path =>
        path.startsWith(inside) &&
        /\.[cm]?[jt]s$/.test(path) &&
        !/(?:^|\/)(?:tests?|node_modules)\/|\.(?:test|spec|config)\./.test(path),
    )
    .flatMap(path => ports.map(pattern => pattern.exec(app.read(path) ?? '')?.[1]).find(Boolean) ?? [])
  const [first] = found
  return found.every(port => port === first) ? first : undefined
}
