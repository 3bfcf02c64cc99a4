import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { carryOver } from '../../model/carry-over.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { instructionText } from '../../model/instruction-text.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { readsGit } from '../../model/reads-git.ts'
import { userFiles } from '../../model/shipped-user.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { atRunTime, installText } from '../../model/system-packages.ts'
import { type ProcessOne, processOne } from './process-one.ts'
import type { ServerApp } from './server-app.ts'
import { installsNothing, type ServerParts, serverParts } from './server-files.ts'
import { startChanges, startOnDistroless, startOnSlim, startTexts } from './server-start.ts'

const buildOnly = new Set([
  'NPM_CONFIG_LOGLEVEL',
  'NPM_CONFIG_UPDATE_NOTIFIER',
  'HUSKY',
  'DEBIAN_FRONTEND',
  'PNPM_HOME',
  'YARN_NODE_LINKER',
])

/** Releases for which distroless has an image. Source: github.com/GoogleContainerTools/distroless, nodejs/README.md. */
const distrolessVersions = new Set([22, 24, 26])

/** The ways to ship a Node server: on the slim image, and where nothing speaks against it on Node without a system. */
export function planServer(app: AppFiles, server: ServerApp, always = false): readonly Plan[] | string {
  const health = keepHealthcheck(server.build, program => program === 'node' || program.endsWith('/node'))
  const packages = runtimePackages(server, health.tools)
  const gain = gainOf(server, packages.dropped)
  if (gain === undefined && !always)
    return `${server.base.reference} has no compilers, and neither development packages nor downloads are left in it`
  const parts = serverParts(app, server)
  const slim = slimPlan(app, server, parts, packages.names, gain)
  if (whyNoDistroless(server, packages.names, health.needsShell) !== undefined) return [slim]
  return [slim, distrolessPlan(app, server, parts)]
}

function runtimePackages({ base, systems, commands, prisma }: ServerApp, tools: readonly string[]) {
  const removed = new Set(
    commands.filter(({ words }) => words[0] === 'apk' && words.includes('del')).flatMap(({ words }) => words),
  )
  const own = systems
    .filter(({ virtual }) => virtual === undefined || !removed.has(virtual))
    .flatMap(({ packages }) => packages)
  // node-gyp is written in Python: where a compiler is installed too, Python is for the build.
  const gyp = own.some(name => /^(?:make|g\+\+|build-essential|build-base)$/.test(name))
  const kept = own.flatMap(name => (gyp && /^py(?:thon)?3?$/.test(name) ? [] : atRunTime(name, base.family)))
  // The full image has OpenSSL, which Prisma's engine loads.
  const needed = prisma?.engine ? [...tools, 'openssl'] : tools
  const extra = base.full ? needed.map(tool => (tool === 'nc' ? 'netcat-openbsd' : tool)) : []
  return { names: [...new Set([...kept, ...extra])], dropped: own.filter(name => !kept.includes(name)) }
}

/** What the last stage gets rid of; undefined for nothing worth a stage. */
function gainOf(server: ServerApp, dropped: readonly string[]): string | undefined {
  const { base, manifest, install, builds } = server
  if (base.full) return 'the full image has compilers and headers that only the build needs'
  if (dropped.length > 0) return `${dropped.join(', ')} are for the build alone`
  const production = install.words.some(word =>
    /^(?:--omit=dev|--only=prod\w*|--production|--prod|-P)/.test(word),
  )
  if (manifest.devDependencies.size > 0 && !production) return 'development packages are for the build alone'
  if (builds) return 'the sources are for the build alone'
  if (installsNothing(server)) return undefined
  const mounted = install.step.instruction.flags.length > 0
  const cleaned = server.commands.some(({ words }) => words.includes('cache') && words.includes('clean'))
  return mounted || cleaned ? undefined : `${install.manager} leaves its downloads in the image`
}

function whyNoDistroless(server: ServerApp, packages: readonly string[], shell: boolean): string | undefined {
  const { base, launch, native, programs, commands } = server
  if (base.family !== 'debian') return 'another C library'
  if (base.major === undefined || !distrolessVersions.has(base.major)) return 'no such version'
  if (!launch.start || shell) return 'a shell'
  if (packages.length > 0 || native || programs) return 'the system'
  return commands.some(({ kind }) => kind === 'account') ? 'users' : undefined
}

function slimPlan(
  app: AppFiles,
  server: ServerApp,
  parts: ServerParts,
  packages: readonly string[],
  gain: string | undefined,
): Plan {
  const { build, base, workdir, commands, launch } = server
  const init = processOne(server)
  const instead = launch.start ? startTexts(server, startOnSlim(server, init)) : new Map()
  const carried = carryOver(build, { buildOnly, instead })
  const accounts = [...new Set(commands.filter(({ kind }) => kind === 'account').map(({ step }) => step))]
  return {
    id: 'slim',
    title: 'what runs on a slim Node',
    buildStages: [...parts.stages, ...(init?.stages ?? [])],
    needs: {
      runtime: { kind: 'image', image: base.last },
      files: [...(init?.files ?? []), ...parts.files],
      before: [
        ...carried.before,
        ...launch.env.filter(line => !carried.before.includes(line)),
        ...installText(
          base.family,
          [...packages, ...(init?.packages ?? [])],
          server.systems.some(each => each.recommends),
        ),
        `WORKDIR ${workdir}`,
        ...accounts.map(step => instructionText(build.document, step.instruction)),
      ],
      after: [...startFolder(server), ...carried.after],
    },
    changes: [
      shipped(server, base.last, gain ?? 'only what runs is in the last stage'),
      ...startChanges(server, init),
      ...parts.changes,
    ],
    files: {},
    ignore: ignored(app, server),
  }
}

function distrolessPlan(app: AppFiles, server: ServerApp, parts: ServerParts): Plan {
  const { build, base, workdir, launch } = server
  const image = `gcr.io/distroless/nodejs${base.major ?? ''}-debian13`
  const init: ProcessOne | undefined = processOne(server)
  const health = keepHealthcheck(build, program => program === 'node' || program.endsWith('/node'))
  const probes = [...health.instead].map(
    ([step, text]) => [step, text.replace('CMD ["node"', 'CMD ["/nodejs/bin/node"')] as const,
  )
  const carried = carryOver(build, {
    buildOnly,
    instead: new Map([...startTexts(server, startOnDistroless(server, init)), ...probes]),
  })
  return {
    id: 'distroless',
    title: 'what runs on Node without a system',
    buildStages: [...parts.stages, ...(init?.stages ?? [])],
    needs: {
      runtime: { kind: 'image', image },
      files: [...userFiles(build, parts.from), ...(init?.files ?? []), ...parts.files],
      before: [
        ...carried.before,
        ...launch.env.filter(line => !carried.before.includes(line)),
        `WORKDIR ${workdir}`,
      ],
      after: [...startFolder(server), ...carried.after],
    },
    changes: [
      shipped(server, image, 'the program starts no other, has no binary part and needs no shell'),
      ...startChanges(server, init),
      ...parts.changes,
    ],
    files: {},
    ignore: ignored(app, server),
  }
}

/** A package of a workspace starts in its own folder. */
const startFolder = ({ startsIn, workdir }: ServerApp): readonly string[] =>
  startsIn === workdir ? [] : [`WORKDIR ${startsIn}`]

function shipped({ build, stage, base, launch }: ServerApp, by: string, gain: string): Change {
  return {
    id: 'node-last-stage',
    title: `Ship the production packages and the program on ${by}`,
    because: `What installs and builds stays in stages of its own, and ${gain}.`,
    evidence: [evidenceOf(build, stage.from), ...launch.evidence],
    applicability: 'needs-verification',
    replaces: { what: `the system, the tools and the development packages of ${base.reference}`, by },
  }
}

function ignored(
  app: AppFiles,
  { stage, packages, workspace, launch, manifest }: ServerApp,
): readonly string[] {
  const modules = workspace ? '**/node_modules' : posix.join(posix.dirname(manifest.path), 'node_modules')
  // Only what the build makes: a folder of the same name in another package may be the author's own.
  const outputs = packages.flatMap(({ output, site, manifest: { path } }) =>
    [output, site].flatMap(each => (each === undefined ? [] : [posix.join(posix.dirname(path), each)])),
  )
  const started = posix.dirname(packages.at(-1)?.manifest.path ?? manifest.path)
  const built = (launch.framework?.files ?? [])
    .map(({ source }) => source.split('/')[0] ?? '')
    .filter(name => name.startsWith('.'))
    .map(name => posix.join(started, name))
  return [...new Set([modules, ...outputs, ...built, ...(readsGit(app, [stage]) ? [] : ['.git'])])]
}
