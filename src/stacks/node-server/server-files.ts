import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { isForLastStage } from '../../model/carry-over.ts'
import type { Change } from '../../model/change.ts'
import { copiedAgain } from '../../model/copied-again.ts'
import { dataFiles, fromWorkdir } from '../../model/data-files.ts'
import { freeStageName, stageLines } from '../../model/stage-lines.ts'
import type { BuildStage, NeededFile } from '../../model/stack-facts.ts'
import { dependencyStage } from './dependency-stage.ts'
import type { PrismaClient } from './prisma.ts'
import type { ServerApp } from './server-app.ts'
import type { ServerFramework } from './server-frameworks.ts'
import type { ServerPackage } from './server-packages.ts'
import { stageFiles } from './stage-files.ts'

/** The stages that install and build, and what the last one takes of them. */
export interface ServerParts {
  readonly stages: readonly BuildStage[]
  readonly files: readonly NeededFile[]
  readonly changes: readonly Change[]
  /** A stage that has the author's system, for the files that name a user. */
  readonly from: string
}

/** Packages in one stage, what is built in another; a program that holds its packages needs the second alone. */
export function serverParts(app: AppFiles, server: ServerApp): ServerParts {
  const { build, stage, base, builds } = server
  const deps = dependencyStage(app, server)
  const name = stage.name ?? freeStageName(build, 'build')
  const cache = cacheOf(server)
  const builder: BuildStage = {
    lines: stageLines(build, stage, {
      name,
      edits: deps.edits,
      drop: isForLastStage(stage.steps),
      after: cache === undefined ? [] : [`RUN rm -rf ${cache}`],
    }),
  }
  const others = build.stages.filter(each => each !== stage).map(each => ({ lines: stageLines(build, each) }))
  const taken = stageFiles(build, stage)
  const alone = holdsPackages(server) || installsNothing(server)
  const generated = server.prisma?.place === 'packages' && !alone
  // pnpm has it in a folder whose name only a pattern can tell, and a stage can take files of an earlier one alone.
  const inStage = generated && server.manager === 'pnpm'
  const installs: readonly BuildStage[] = alone
    ? []
    : [{ lines: inStage ? [...deps.lines, clientRun(server, name)] : deps.lines }]
  const builders = builds || generated ? [builder] : []
  return {
    stages: [...others, ...(inStage ? [...builders, ...installs] : [...installs, ...builders])],
    from: alone ? (builds ? name : base.last) : deps.name,
    files: [
      ...(alone ? [] : installedFiles(server, deps.name)),
      ...(generated && !inStage ? [generatedClient(server, name)] : []),
      ...(builds ? server.packages.flatMap(each => builtFiles(server, each, name)) : sources(server)),
      ...(typeof taken === 'string' ? [] : taken),
    ],
    changes: [
      ...deps.changes.filter(({ id }) => !alone || id !== 'node-production-dependencies'),
      ...(generated && server.prisma ? [clientChange(server.prisma)] : []),
    ],
  }
}

/** Relative to the working directory of the stage that builds, which in a workspace is not that of the package. */
function cacheOf({ launch, packages, workdir }: ServerApp): string | undefined {
  const { cache } = launch.framework ?? {}
  const folder = packages.at(-1)?.folder ?? workdir
  return cache === undefined ? undefined : posix.join(posix.relative(workdir, folder), cache)
}

/** True where the built program has its packages with it. */
export const holdsPackages = (server: Pick<ServerApp, 'launch' | 'packages'>): boolean =>
  server.launch.framework?.selfContained === true || isNitro(server)

function clientChange({ schema, engine }: PrismaClient): Change {
  const library = engine ? ' Its engine loads OpenSSL.' : ''
  return {
    id: 'node-prisma-client',
    title: 'Take the client that Prisma generates from the stage that builds',
    because: `An install for production lacks the command that generates it.${library}`,
    evidence: [engine ?? { file: schema, fact: 'generates a client' }],
    applicability: 'needs-verification',
  }
}

/** It lies beside the packages that an install for production brings, in place of what that wrote there. */
function generatedClient({ workdir }: ServerApp, from: string): NeededFile {
  const source = posix.join(workdir, 'node_modules/.prisma')
  return { from, source, destination: fromWorkdir(workdir, source), because: 'What prisma generate wrote' }
}

/** The build fails where the install for production names the folder otherwise. */
function clientRun({ workdir }: ServerApp, from: string): string {
  const store = posix.join(workdir, 'node_modules/.pnpm')
  return `# What prisma generate wrote
RUN --mount=type=bind,from=${from},source=${store},target=/built \\
    cd /built && for each in @prisma+client@*/node_modules; do cp -r "$each/.prisma" "${store}/$each/" || exit 1; done`
}

/** Nitro, which builds Nuxt and others, puts the packages that the program needs into its output. */
const isNitro = ({ packages }: Pick<ServerApp, 'packages'>) => packages.at(-1)?.output === '.output'

/** Neither a package of the registry nor a link to one of the same workspace. */
export const installsNothing = ({ packages, manifest }: ServerApp) =>
  [manifest, ...packages.map(each => each.manifest)].every(({ dependencies }) => dependencies.size === 0)

/** node_modules, and in a workspace each package's own with its package.json, to which links of the first lead. */
function installedFiles({ workdir, workspace, packages }: ServerApp, from: string): readonly NeededFile[] {
  const folders = workspace ? packages.map(each => each.folder).filter(each => each !== workdir) : []
  return [posix.join(workdir, 'node_modules'), ...folders].map(source => ({
    from,
    source,
    destination: fromWorkdir(workdir, source),
  }))
}

/** What the build makes of a package, and what the program may read beside it. */
function builtFiles(server: ServerApp, each: ServerPackage, from: string): readonly NeededFile[] {
  const { copied, workdir, launch, workspace } = server
  const { folder, output } = each
  const started = each === server.packages.at(-1)
  const framework = started ? launch.framework : undefined
  const place = (path: string) => fromWorkdir(workdir, path)
  const take = (path: string) => ({ from, source: path, destination: place(path) })
  const taken = new Set(framework?.files.map(({ source }) => posix.join(folder, source)))
  const data = dataFiles(copied, folder, framework ? isRendered : isSource).filter(
    path => path !== posix.join(folder, 'node_modules') && !taken.has(path),
  )
  const owned = data.map(path => ({ ...take(path), ...ownerOf(server) }))
  if (framework) return [...frameworkFiles(framework, folder, from, place), ...owned]
  // In a workspace it came with the packages; Nitro's program has its own.
  const manifest = workspace || isNitro(server) ? [] : [posix.join(folder, 'package.json')]
  // A package that is not built runs as it is, its sources with it.
  const own = output === undefined ? [] : [posix.join(folder, output)]
  if (each.site !== undefined) return [...sources(server), take(posix.join(folder, each.site))]
  if (output === undefined) return [{ from: 'context', source: contextOf(each), destination: place(folder) }]
  return [...owned, ...[...manifest, ...own].map(take)]
}

const contextOf = ({ manifest }: ServerPackage) => posix.dirname(manifest.path)

function frameworkFiles(
  { files }: ServerFramework,
  folder: string,
  from: string,
  place: (path: string) => string,
): readonly NeededFile[] {
  return files.map(({ source, destination }) => ({
    from,
    source: posix.join(folder, source),
    destination: destination === './' ? './' : place(posix.join(folder, destination)),
  }))
}

const isSource = (path: string) =>
  /\.(?:[cm]?tsx?|jsx|vue|svelte|astro|s[ac]ss|less)$|(?:^|\/)(?:tests?|__tests__|coverage|node_modules)\/|\.(?:test|spec)\.|(?:^|\/)(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|bun\.lockb?|bunfig\.toml|pnpm-(?:lock|workspace)\.yaml|\.npmrc|\.yarnrc(?:\.yml)?|\.yarn\/.*|\.nvmrc|\.node-version|tsconfig[^/]*\.json|nest-cli\.json|turbo\.json|nx\.json|[^/]*\.config\.[cm]?js|\.(?:eslint|prettier|swc|babel)rc[^/]*|biome\.json)$/.test(
    path,
  )

/** Where pages are compiled, JavaScript and styles are sources too. */
const isRendered = (path: string) => isSource(path) || /\.(?:[cm]?js|css)$/.test(path)

/** Plain JavaScript of a workspace: the folders of the packages that ship. Else the author's own COPYs. */
function sources(server: ServerApp): readonly NeededFile[] {
  const { workspace, packages, workdir } = server
  if (!workspace || packages.some(each => each.folder === workdir))
    return copiedAgain(server.copied, server.workdir)
  return packages.map(each => ({
    from: 'context',
    source: contextOf(each),
    destination: fromWorkdir(workdir, each.folder),
    ...ownerOf(server),
  }))
}

/** The owner that the author's own COPY gives. */
function ownerOf({ copied }: ServerApp): { readonly chown?: string } {
  const flag = copied
    .flatMap(({ step }) => step.instruction.flags.filter(each => each.name === 'chown'))
    .at(-1)
  return flag?.value === undefined || flag.value === null ? {} : { chown: flag.value }
}
