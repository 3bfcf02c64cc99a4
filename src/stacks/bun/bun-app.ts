import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { blankComments } from '../../app/blank-comments.ts'
import { type PackageJson, readPackageJson } from '../../app/package-json.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import type { Evidence } from '../../model/change.ts'
import { type CopiedFile, copiedFiles } from '../../model/context-copies.ts'
import { absolutePath, finalWorkdir } from '../../model/final-state.ts'
import { type Launch, launchOf, shippedStages } from '../../model/launch.ts'
import { placesOf } from '../../model/places-of.ts'
import { type StageCommand, stageCommands } from '../../model/stage-commands.ts'

type BunKind = 'install' | 'build' | 'compile'

/** A Bun program as its Dockerfile installs and starts it. */
export interface BunApp {
  readonly build: BuildModel
  readonly stage: Stage
  readonly image: string
  /** The version as the tag has it, with the dash that follows: `1.2-`, or empty. */
  readonly version: string
  /** True where the image is not `-slim` already. */
  readonly full: boolean
  readonly manifest: PackageJson
  readonly install: StageCommand<BunKind>
  readonly commands: readonly StageCommand<BunKind>[]
  readonly launch: Extract<Launch, { readonly kind: 'program' }>
  /** The file that Bun runs, as the container's path; undefined where a script or a compiled program starts. */
  readonly entry: string | undefined
  readonly compiled: string | undefined
  readonly workdir: string
  readonly copied: readonly CopiedFile[]
  /** A place that starts another program. */
  readonly programs: Evidence | undefined
}

/** Reads it; a string says why that cannot be told; undefined where the image that ships is none of Bun. */
export function readBunApp(app: AppFiles, build: BuildModel): BunApp | string | undefined {
  const [stage, ...others] = shippedStages(build)
  const image = stage?.base.kind === 'image' ? stage.base.reference : ''
  const tag = /^(?:docker\.io\/)?oven\/bun(?::([\w.-]+))?$/.exec(image)
  if (!stage || !tag) return undefined
  if (others.length > 0) return 'the image that ships is made of several stages, which is not known yet'
  const parts = /^(latest|\d+(?:\.\d+){0,2})?-?(debian|slim)?$/.exec(tag[1] ?? 'latest')
  if (!parts) return `${image}: only Bun’s images on Debian are known`
  const commands = stageCommands<BunKind>(stage, bunKind)
  if (typeof commands === 'string') return commands
  const install = commands.find(({ kind }) => kind === 'install')
  const workdir = finalWorkdir(build)
  const copied = copiedFiles(app, stage.steps, build.document.file)
  const found = copied.find(each => each.container === posix.join(workdir, 'package.json'))
  const manifest = found && readPackageJson(app, found.context)
  if (!install || !manifest || install.cwd !== workdir)
    return 'no RUN installs the packages of a package.json in the working directory'
  const launch = launchOf(build)
  if (!launch) return 'neither ENTRYPOINT nor CMD says what starts'
  if (launch.kind === 'script') return `what starts needs a shell: ${launch.script}`
  const argv0 = absolutePath(workdir, launch.argv[0] ?? '')
  return {
    build,
    stage,
    image,
    version: parts[1] === undefined || parts[1] === 'latest' ? '' : `${parts[1]}-`,
    full: parts[2] !== 'slim',
    manifest,
    install,
    commands,
    launch,
    entry: entryOf(launch.argv, workdir, copied),
    compiled: commands.flatMap(each => outfileOf(each) ?? []).find(path => path === argv0),
    workdir,
    copied,
    programs: startsPrograms(app, copied),
  }
}

function bunKind(words: readonly string[]): BunKind | undefined {
  const [program, verb = '', script = ''] = words
  if (program !== 'bun') return undefined
  if (/^(?:install|i|ci)$/.test(verb)) return 'install'
  if (verb === 'build') return words.includes('--compile') ? 'compile' : 'build'
  return verb === 'run' && script.startsWith('build') ? 'build' : undefined
}

function outfileOf({ kind, words, cwd }: StageCommand<BunKind>): string | undefined {
  if (kind !== 'compile') return undefined
  const at = words.indexOf('--outfile')
  const named = at >= 0 ? words[at + 1] : words.find(word => word.startsWith('--outfile='))?.slice(10)
  return named === undefined ? undefined : absolutePath(cwd, named)
}

/** `bun FILE` and `bun run FILE`; anything else is a script of package.json. */
function entryOf(
  argv: readonly string[],
  workdir: string,
  copied: readonly CopiedFile[],
): string | undefined {
  const [program, ...rest] = argv
  if (program !== 'bun') return undefined
  const file = rest.filter(word => !word.startsWith('-')).find(word => word !== 'run')
  const path = absolutePath(workdir, file ?? '')
  const built = /\.[cm]?[jt]sx?$/.test(path)
  return built || copied.some(each => each.container === path) ? path : undefined
}

function startsPrograms(app: AppFiles, copied: readonly CopiedFile[]): Evidence | undefined {
  const files = copied
    .filter(
      ({ context }) =>
        /\.[cm]?[jt]sx?$/.test(context) &&
        !/(?:^|\/)(?:node_modules|tests?)\/|\.(?:test|spec)\./.test(context),
    )
    .map(({ context }) => ({ path: context, code: blankComments(app.read(context) ?? '') }))
  return placesOf(
    files,
    /\bBun\.spawn(?:Sync)?\b|["'](?:node:)?child_process["']|\bimport\s*\{[^}]*\$[^}]*\}\s*from\s*["']bun["']/,
    () => 'starts another program',
  )[0]
}
