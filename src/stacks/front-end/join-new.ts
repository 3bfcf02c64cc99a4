import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { withFiles } from '../../app/memory-app.ts'
import { nodeVersion, type NodeVersion } from '../../app/node-version.ts'
import { readPackageJson } from '../../app/package-json.ts'
import { rangeOf } from '../../app/positions.ts'
import { withinFolder } from '../../app/within-folder.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { bringsToolsOnly } from '../../model/other-ecosystem.ts'
import type { BuildStage, NeededFile, Plan } from '../../model/stack-facts.ts'
import { installOf, type NewInstall } from '../node-static/new-install.ts'
import { bundlerGem, gemsOf } from '../ruby/gems.ts'
import { type FrontEnd, readFrontEnd, readsOutside } from './front-end.ts'

/** An app without a Dockerfile, seen as if its front end were built: another program serves what that wrote. */
export interface JoinedApp {
  /** What the other stacks are shown. */
  readonly app: AppFiles
  /** Adds the front end's stage to a plan of theirs; a string says why it has no place there. */
  readonly join: (plan: Plan) => Plan | string
}

/**
 * Finds the one front end of an app without a Dockerfile whose output another program names. A string says why it cannot
 * be told where the output goes; undefined where there is no front end beside something else.
 */
export function joinFrontEnd(app: AppFiles): JoinedApp | string | undefined {
  // A task of Rake's bundles it, in the stage of the gems.
  if (app.has('Gemfile') && app.has('package.json') && bundlerGem(gemsOf(app, '.'))) return undefined
  const found = app
    .list()
    .filter(path => posix.basename(path) === 'package.json')
    .flatMap(path => {
      const manifest = readPackageJson(app, path)
      const front = manifest && readFrontEnd(app, manifest)
      return front === undefined ? [] : [{ path, front }]
    })
  const [first, ...others] = found
  if (first === undefined) return besideComposer(app) ?? besideTools(app)
  if (others.length > 0 || !hasOther(app, first.path)) return undefined
  const { front } = first
  if (typeof front === 'string') return front
  const served = whoServes(app, front)
  if (served === undefined)
    return `${front.manifest.path} builds a front end into ${front.output}, and nothing beside it names that folder: where its output goes is not known`
  const folder = withinFolder(app, front.folder)
  const manifest = readPackageJson(folder, 'package.json')
  const install = manifest && installOf(folder, manifest)
  const node = manifest && nodeVersion(folder, manifest)
  if (install === undefined || node === undefined) return undefined
  if (typeof install === 'string') return front.folder === '.' ? install : `${front.folder}: ${install}`
  if (typeof node === 'string') return node
  return {
    app: withFiles(withoutNode(app, front.folder), { [`${front.output}/index.html`]: '' }),
    join: plan => joined(app, plan, { front, served, install, node }),
  }
}

/** A package.json beside composer.json that builds nothing is for tools alone; what it builds otherwise is not known. */
function besideComposer(app: AppFiles): JoinedApp | string | undefined {
  const manifest = app.has('composer.json') ? readPackageJson(app, 'package.json') : undefined
  if (!manifest) return undefined
  const built = [...manifest.scripts].find(([name]) => /^(?:build|prod(?:uction)?|dist|compile)$/.test(name))
  if (built) return `what \`${built[1].value}\` in ${manifest.path} writes is not known`
  const starts = manifest.scripts.has('start') || manifest.dependencies.size > 0
  return starts
    ? undefined
    : { app: withoutNode(app, '.'), join: plan => ({ ...plan, ignore: [...plan.ignore, 'node_modules'] }) }
}

/** A package.json at the root that has tools for developers alone. */
function besideTools(app: AppFiles): JoinedApp | undefined {
  return hasOther(app, 'package.json') && app.has('package.json') && bringsToolsOnly(app, 'package.json')
    ? { app: withoutNode(app, '.'), join: plan => ({ ...plan, ignore: [...plan.ignore, 'node_modules'] }) }
    : undefined
}

const manifests =
  /^(?:composer\.json|go\.mod|requirements\.txt|pyproject\.toml|Pipfile|manage\.py|Gemfile|pom\.xml|build\.gradle(?:\.kts)?|package\.json)$/

/** True where a manifest at the root, or of another ecosystem, stands beside the front end's own. */
function hasOther(app: AppFiles, own: string): boolean {
  return app.list().some(path => manifests.test(path) && path !== own)
}

/** The app without what only Node reads: of a front end at the root its manifests, else its folder. */
function withoutNode(app: AppFiles, folder: string): AppFiles {
  const node = /^(?:package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|npm-shrinkwrap\.json)$/
  const hidden = (path: string) => (folder === '.' ? node.test(path) : path.startsWith(`${folder}/`))
  return {
    name: app.name,
    list: () => app.list().filter(path => !hidden(path)),
    has: path => !hidden(path) && app.has(path),
    read: path => (hidden(path) ? undefined : app.read(path)),
    size: path => (hidden(path) ? undefined : app.size(path)),
  }
}

/** Folders that a framework serves by itself. Sources: the documentation of Flask, Spring Boot, Rails and Sinatra. */
const byConvention = /^(?:static|public|app\/assets\/builds|src\/main\/resources\/(?:static|public))(?:\/|$)/

/** The place of another program's source that names the output. */
function whoServes(app: AppFiles, { folder, output, evidence }: FrontEnd): Evidence | undefined {
  if (byConvention.test(output) && folder !== output) return { ...evidence, fact: `writes ${output}` }
  for (const path of app.list()) {
    const inside =
      folder === '.' ? /\.(?:[cm]?[jt]sx?|vue|svelte|json)$/.test(path) : path.startsWith(`${folder}/`)
    if (inside || !/\.(?:go|py|rb|java|kt|properties|ya?ml|xml|[cm]?[jt]s)$/.test(path)) continue
    const text = app.read(path) ?? ''
    const at = named(text, posix.dirname(path), output)
    if (at !== undefined)
      return { file: path, range: rangeOf(text, at.index, at.index + at.length), fact: `names ${output}` }
  }
  return undefined
}

/** `"web/dist"`, `'web', 'dist'` or `BASE_DIR / "web" / "dist"`, from the root or from the file's own folder. */
function named(text: string, from: string, output: string) {
  const relative = posix.relative(from, output)
  return [output, relative].flatMap(path => {
    const parts = path.replace(/^(?:\.\.\/)+/, '').split('/')
    const gap = String.raw`(?:/|["'\`]\s*(?:,|/)\s*["'\`])`
    const pattern = new RegExp(`(?:["'\`/ :]|\\.\\/)(${parts.map(escaped).join(gap)})(?=["'\`/\\s*])`)
    const match = parts.length > 0 && parts[0] !== '' ? pattern.exec(text) : null
    return match ? [{ index: match.index, length: match[0].length }] : []
  })[0]
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

interface NewFrontEnd {
  readonly front: FrontEnd
  readonly served: Evidence
  readonly install: NewInstall
  readonly node: NodeVersion
}

function joined(app: AppFiles, plan: Plan, { front, served, install, node }: NewFrontEnd): Plan | string {
  const name = 'frontend'
  if ('kept' in plan.needs) return 'the last stage is not known'
  const direct = plan.needs.files.find(
    ({ from, source }) => from === 'context' && covers(source, front.output),
  )
  const copy = `COPY --from=${name} /app/${front.output} ./${front.output}`
  const vendor = front.vendor === undefined ? undefined : placeOf(plan, front.output)
  const stages =
    vendor === undefined
      ? plan.buildStages.map(stage => withCopy(stage, front.output, copy))
      : plan.buildStages
  const changed = vendor !== undefined || stages.some((stage, index) => stage !== plan.buildStages[index])
  if (direct === undefined && !changed) return `no stage that builds the rest has a place for ${front.output}`
  const destination = direct
    ? `${direct.destination.replace(/\/$/, '')}/${posix.relative(direct.source, front.output)}`
    : vendor && posix.join(vendor.folder, front.output)
  const taken: NeededFile | undefined =
    destination === undefined ? undefined : { from: name, source: `/app/${front.output}`, destination }
  const needs = taken ? { ...plan.needs, files: [...plan.needs.files, taken] } : plan.needs
  const sources = front.folder === '.' || !readsOutside(app, front)
  const cache = install.manager.cache
  const mount = cache === undefined ? '' : `--mount=type=cache,target=${cache} \\\n    `
  const listed = (install.manifests ?? []).map(path => posix.join(front.folder, path))
  const here = [
    ...(install.manifests ? [`COPY ${listed.join(' ')} ./`] : []),
    ...(install.manifests ? [] : [`COPY ${front.folder} ./`]),
    `RUN ${mount}${install.command}`,
    ...(install.manifests ? [`COPY ${front.folder} ./`] : []),
  ]
  const stage: BuildStage = {
    lines: [
      `FROM node:${node.major}-slim AS ${name}`,
      ...(sources ? [] : ['WORKDIR /app', 'COPY . .']),
      `WORKDIR ${posix.join('/app', front.folder).replace(/(.)\/$/, '$1')}`,
      ...install.setup,
      ...(sources ? here : [`RUN ${mount}${install.command}`]),
      ...(vendor ? [`COPY --from=${vendor.stage} ${posix.join(vendor.folder, 'vendor')} ./vendor`] : []),
      `RUN ${buildCall(install, front.script)}`,
    ],
  }
  const change: Change = {
    id: 'front-end-stage',
    title: `Build ${front.folder === '.' ? 'the front end' : front.folder} in a stage of its own`,
    because: `${front.title} writes ${front.output}, and ${served.file} ${served.fact}; Node ${node.major} builds it (${node.fact}).`,
    evidence: [front.evidence, served, install.evidence],
    applicability: 'needs-verification',
  }
  // Where the author has files of his own in that folder, they are needed.
  const own = app.list().some(path => path.startsWith(`${front.output}/`))
  const outside =
    !own && (front.output.startsWith(`${front.folder}/`) || front.folder === '.') ? [front.output] : []
  return {
    ...plan,
    buildStages: vendor ? [...stages, stage] : [stage, ...stages],
    needs,
    changes: [...plan.changes, change],
    ignore: [...plan.ignore, posix.join(front.folder, 'node_modules'), ...outside],
  }
}

/** The build script has a short form; any other is run by its name. */
const buildCall = ({ manager }: NewInstall, script: string) =>
  script === 'build' ? manager.build : manager.build.replace(/build$/, script)

/** The stage that has the app's folder, and where: that is where Composer's packages are. */
function placeOf(
  plan: Plan,
  output: string,
): { readonly stage: string; readonly folder: string } | undefined {
  for (const { lines } of plan.buildStages) {
    const at = copyOf(lines, output)
    const stage = /\sAS\s+(\S+)\s*$/i.exec(lines[0] ?? '')?.[1]
    const folder = lines
      .slice(0, at)
      .findLast(line => line.startsWith('WORKDIR '))
      ?.slice(8)
      .trim()
    if (at >= 0 && stage !== undefined && folder !== undefined) return { stage, folder }
  }
  return undefined
}

/** The output comes after the instruction that copies the sources among which it lies. */
function withCopy(stage: BuildStage, output: string, copy: string): BuildStage {
  const at = copyOf(stage.lines, output)
  return at < 0 ? stage : { lines: [...stage.lines.slice(0, at + 1), copy, ...stage.lines.slice(at + 1)] }
}

/** The last instruction that copies the sources among which the output lies; -1 for none. */
function copyOf(lines: readonly string[], output: string): number {
  return lines.findLastIndex(line => {
    const words = line.split(/\s+/)
    return (
      words[0] === 'COPY' &&
      !line.includes('--from') &&
      words.slice(1, -1).some(source => covers(source, output))
    )
  })
}

const covers = (source: string, path: string) => {
  const clean = posix.normalize(source).replace(/\/$/, '')
  return clean === '.' || path === clean || path.startsWith(`${clean}/`)
}
