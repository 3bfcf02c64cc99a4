import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import { copiedFiles } from '../../model/context-copies.ts'
import { finalWorkdir } from '../../model/final-state.ts'
import { launchOf, shippedStages, shippedSteps } from '../../model/launch.ts'
import { type CompiledProgram, startsAt } from '../../model/program-files.ts'
import { type CCommand, cCommands, compiledTo, copiedTo } from './c-commands.ts'
import { type CImage, cImage } from './c-image.ts'
import { isCSource } from './c-sources.ts'
import { lean } from '../../model/lean.ts'

/** A C or C++ program as its Dockerfile builds and starts it. */
export interface CApp extends CompiledProgram {
  readonly image: CImage
  readonly stage: Stage
  readonly commands: readonly CCommand[]
  /** The command that makes what starts, as far as that is known; else the last that builds. */
  readonly command: CCommand
}

/** Manifests of languages that have compilers of their own; C beside them is a part of theirs. */
const others =
  /(?:^|\/)(?:go\.mod|Cargo\.toml|package\.json|requirements\.txt|pyproject\.toml|setup\.py|Gemfile|composer\.json|pom\.xml|build\.gradle(?:\.kts)?|mix\.exs|[^/]+\.csproj)$/

/** Reads how a Dockerfile builds and starts it; a string says why that cannot be told; undefined where it is none of C. */
export function readCApp(app: AppFiles, build: BuildModel): CApp | string | undefined {
  const stage = build.stages.findLast(each => buildsOf(each).length > 0)
  if (!stage) return undefined
  const steps = shippedStages(build).includes(stage) ? shippedSteps(build) : stage.steps
  const copied = copiedFiles(app, steps, build.document.file)
  if (!copied.some(each => isCSource(each.context)) || copied.some(each => others.test(each.context)))
    return undefined
  if (!shippedStages(build).includes(stage)) return lean.compiler
  const commands = cCommands(stage)
  if (typeof commands === 'string') return commands
  const image = cImage(build, stage)
  if (typeof image === 'string') return image
  const launch = launchOf(build)
  if (!launch) return 'neither ENTRYPOINT nor CMD says what starts'
  if (launch.kind === 'script') return `what starts needs a shell: ${launch.script}`
  const workdir = finalWorkdir(build)
  const argv0 = launch.argv[0] ?? ''
  const found = madeBy(
    commands,
    startsAt(argv0, workdir),
    argv0.includes('/') ? posix.resolve('/', workdir, argv0) : undefined,
  )
  if (!found) return `what starts is ${argv0}, which none of the commands is known to write`
  if (copied.some(each => each.container === found.path))
    return `what starts is ${argv0}, which a COPY brings`
  return {
    build,
    stage,
    image,
    commands,
    command: found.command,
    binaries: [found.path],
    launch,
    workdir,
    copied,
    manifest: manifestOf(copied.map(each => each.context)),
  }
}

const buildsOf = (stage: Stage): readonly CCommand[] => {
  const commands = cCommands(stage)
  return typeof commands === 'string'
    ? []
    : commands.filter(({ kind }) => kind === 'compile' || kind === 'build')
}

/** A compiler's `-o`, a copy, an install of make's; else a path below the folder in which something is built. */
function madeBy(
  commands: readonly CCommand[],
  started: (path: string) => boolean,
  path: string | undefined,
): { readonly path: string; readonly command: CCommand } | undefined {
  for (const command of commands.toReversed()) {
    const compiled = command.kind === 'compile' ? compiledTo(command) : undefined
    const paths = compiled === undefined ? (command.kind === 'copy' ? copiedTo(command) : []) : [compiled]
    const made = paths.find(each => started(each))
    if (made !== undefined) return { path: made, command }
  }
  const builder = commands.findLast(({ kind }) => kind === 'build')
  if (!builder) return undefined
  const folder = builder.words[builder.words.findIndex(word => /^(?:-C|--build|-B)$/.test(word)) + 1] ?? '.'
  const below = [builder.cwd, posix.resolve('/', builder.cwd, folder)]
  if (path !== undefined && below.some(each => path.startsWith(`${each.replace(/\/$/, '')}/`)))
    return { path, command: builder }
  const installs = commands.find(({ words }) => words.includes('install') || words.includes('--install'))
  const local = path ?? ''
  return installs && local.startsWith('/usr/local/') ? { path: local, command: installs } : undefined
}

/** What says where the sources are: a build file, else any source. */
function manifestOf(paths: readonly string[]): string {
  const named = paths.find(path => /(?:^|\/)(?:CMakeLists\.txt|(?:GNU)?[Mm]akefile|meson\.build)$/.test(path))
  return named ?? paths.find(isCSource) ?? ''
}
