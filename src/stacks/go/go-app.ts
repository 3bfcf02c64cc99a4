import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type GoMod, readGoMod } from '../../app/go-mod.ts'
import type { BuildModel } from '../../model/build-model.ts'
import { type CopiedFile, copiedFiles } from '../../model/context-copies.ts'
import { absolutePath, finalWorkdir } from '../../model/final-state.ts'
import { type Launch, launchOf, shippedStages, shippedSteps } from '../../model/launch.ts'
import { startsAt } from '../../model/program-files.ts'
import { type GoCommand, goCommands, outputsOf } from './go-commands.ts'
import { type GoProgram, readProgram } from './go-sources.ts'
import { localModules, withLocalModules, workspaceOf } from './local-modules.ts'

/** A Go program as its Dockerfile builds and starts it. */
export interface GoApp {
  readonly build: BuildModel
  readonly mod: GoMod
  readonly program: GoProgram
  readonly command: GoCommand
  /** All binaries that the same stage writes; the one that starts is the first. */
  readonly outputs: readonly { readonly path: string; readonly command: GoCommand }[]
  readonly launch: Extract<Launch, { readonly kind: 'program' }>
  readonly workdir: string
  /** Files that the original image has from the context. */
  readonly copied: readonly CopiedFile[]
  /** The folder of a workspace in the container, where the module belongs to one. */
  readonly workspace: string | undefined
}

/** Reads how a Dockerfile builds and starts a Go program; a string says why that cannot be told. */
export function readGoApp(app: AppFiles, build: BuildModel): GoApp | string {
  const builder = build.stages.findLast(stage => goCommands(stage).length > 0)
  if (!builder) return unbuilt(build)
  const files = copiedFiles(app, builder.steps, build.document.file)
  const top = moduleOf(app, files)
  if (!top) return 'no go.mod is copied into the stage that builds'
  const launch = launchOf(build)
  if (!launch) return 'neither ENTRYPOINT nor CMD says what starts'
  if (launch.kind === 'script') return `what starts needs a shell: ${launch.script}`
  const outputs = goCommands(builder).map(command => ({
    command,
    paths: outputsOf(command, importPathOf(command, files, moduleFor(app, command, files, top))),
  }))
  const unread = outputs.find(each => each.paths === undefined)
  if (unread)
    return `where \`go ${unread.command.verb}\` writes its binary cannot be told from the Dockerfile`
  const all = outputs.flatMap(each => (each.paths ?? []).map(path => ({ path, command: each.command })))
  const workdir = finalWorkdir(build)
  const started = startsAt(launch.argv[0] ?? '', workdir, ['/go/bin', '/usr/local/go/bin'])
  const own = shippedStages(build).includes(builder)
  const first = all.find(each => (own ? started(each.path) : posix.basename(each.path) !== ''))
  if (!first) return `ENTRYPOINT starts ${launch.argv[0]}, which none of the go commands writes`
  const module = moduleFor(app, first.command, files, top)
  const others = localModules(app, module)
  const workspace = workspaceOf(app, module)
  const work = files.find(each => each.context === workspace)
  return {
    build,
    mod: withLocalModules(module, others),
    program: readProgram(app, module, packageFolder(first.command, files, module), others),
    workspace: work && posix.dirname(work.container),
    command: first.command,
    outputs: [first, ...all.filter(each => each.path !== first.path)],
    launch,
    workdir,
    copied: copiedFiles(app, own ? shippedSteps(build) : builder.steps, build.document.file),
  }
}

function unbuilt(build: BuildModel): string {
  const launch = launchOf(build)
  const runs = launch?.kind === 'program' && launch.argv[0] === 'go' && launch.argv[1] === 'run'
  return runs
    ? `\`${launch.argv.join(' ')}\` compiles when the container starts: build the program in a RUN (go build -o) and start that`
    : 'no RUN with `go build` or `go install` was found'
}

/** The module of the package that a command builds: the nearest go.mod above it, where one was copied; else the first. */
function moduleFor(app: AppFiles, command: GoCommand, files: readonly CopiedFile[], top: GoMod): GoMod {
  const start = packageFolder(command, files, top)
  for (let folder = start; ; folder = posix.dirname(folder)) {
    const path = posix.join(folder, 'go.mod')
    const mod = files.some(each => each.context === path) ? readGoMod(app, path) : undefined
    if (mod) return mod
    if (folder === '.' || folder === '/') return top
  }
}

function moduleOf(app: AppFiles, files: readonly CopiedFile[]): GoMod | undefined {
  const paths = files.map(file => file.context).filter(path => posix.basename(path) === 'go.mod')
  const shallow = [...new Set(paths)].sort(
    (a, b) => a.split('/').length - b.split('/').length || a.localeCompare(b),
  )
  for (const path of shallow) {
    const mod = readGoMod(app, path)
    if (mod) return mod
  }
  return undefined
}

/** The context folder that a folder of the build stage was copied from, found through any file in it. */
function contextFolder(container: string, files: readonly CopiedFile[]): string | undefined {
  const file = files.findLast(each => posix.dirname(each.container) === container)
  return file && posix.dirname(file.context)
}

/** The context folder of the main package that a command builds; the module's own where it cannot be told. */
function packageFolder(command: GoCommand, files: readonly CopiedFile[], mod: GoMod): string {
  const pattern = command.packages[0] ?? '.'
  const root = posix.dirname(mod.path)
  if (pattern === mod.module) return root
  if (pattern.startsWith(`${mod.module}/`)) return posix.join(root, pattern.slice(mod.module.length + 1))
  const folder = pattern.endsWith('.go') ? posix.dirname(pattern) : pattern
  const cwd = absolutePath(command.cwd, command.flags.get('C')?.value ?? '.')
  return contextFolder(absolutePath(cwd, folder).replace(/(.)\/$/, '$1'), files) ?? root
}

/** The import path of `.` where a command runs, whose last part names the binary. */
function importPathOf(command: GoCommand, files: readonly CopiedFile[], mod: GoMod): string {
  const cwd = absolutePath(command.cwd, command.flags.get('C')?.value ?? '.').replace(/(.)\/$/, '$1')
  const folder = contextFolder(cwd, files)
  const inside = folder === undefined ? '' : posix.relative(posix.dirname(mod.path), folder)
  return posix.join(mod.module, inside)
}
