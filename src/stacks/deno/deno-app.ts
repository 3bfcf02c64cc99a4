import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { blankComments } from '../../app/blank-comments.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import type { Evidence } from '../../model/change.ts'
import { type CopiedFile, copiedFiles } from '../../model/context-copies.ts'
import { outermost } from '../../model/data-files.ts'
import { absolutePath, finalWorkdir } from '../../model/final-state.ts'
import { type Launch, launchOf, shippedStages } from '../../model/launch.ts'
import { placesOf } from '../../model/places-of.ts'
import { type StageCommand, stageCommands } from '../../model/stage-commands.ts'

/** A Deno program as its Dockerfile prepares and starts it. */
export interface DenoApp {
  readonly build: BuildModel
  readonly stage: Stage
  readonly image: string
  readonly distroless: string
  readonly commands: readonly StageCommand<'deno'>[]
  readonly launch: Extract<Launch, { readonly kind: 'program' }>
  readonly workdir: string
  readonly copied: readonly CopiedFile[]
  /** Folders and files of the app in the image, none inside another. */
  readonly roots: readonly string[]
  /** The program that `deno compile` writes, where that is what starts. */
  readonly compiled: string | undefined
}

/** Reads it; a string says why that cannot be told; undefined where the image that ships is none of Deno. */
export function readDenoApp(app: AppFiles, build: BuildModel): DenoApp | string | undefined {
  const [stage, ...others] = shippedStages(build)
  const image = stage?.base.kind === 'image' ? stage.base.reference : ''
  const tag = /^(?:docker\.io\/)?denoland\/deno(?::([\w.-]+))?$/.exec(image)
  if (!stage || !tag) return undefined
  if (others.length > 0) return 'the image that ships is made of several stages, which is not known yet'
  const name = tag[1] ?? 'latest'
  const version = /^(?:(?:debian|ubuntu|alpine|centos)-)?v?(\d+\.\d+\.\d+)$/.exec(name)?.[1]
  const plain = /^(?:latest|debian|ubuntu|alpine)$/.test(name)
  if (version === undefined && !plain)
    return `${image}: which of the images without a system belongs to it is not known`
  const commands = stageCommands<'deno'>(stage, denoKind)
  if (typeof commands === 'string') return commands
  const launch = launchOf(build)
  if (!launch) return 'neither ENTRYPOINT nor CMD says what starts'
  if (launch.kind === 'script') return `what starts needs a shell: ${launch.script}`
  const workdir = finalWorkdir(build)
  const copied = copiedFiles(app, stage.steps, build.document.file)
  const programs = startsPrograms(app, copied)
  if (programs)
    return `the program needs more than itself: ${programs.file}:${programs.range?.start.line ?? 1} ${programs.fact}`
  const paths = copied.map(({ container }) => container)
  return {
    build,
    stage,
    image,
    distroless: `denoland/deno:distroless${version === undefined ? '' : `-${version}`}`,
    commands,
    launch,
    workdir,
    copied,
    roots: outermost([...new Set(workdir === '/' ? paths : [workdir, ...paths])]),
    compiled: commands
      .flatMap(each => compiledTo(each) ?? [])
      .find(path => path === posix.resolve('/', workdir, launch.argv[0] ?? '')),
  }
}

function denoKind([program, verb]: readonly string[]): 'deno' | undefined {
  if (program !== 'deno') return undefined
  return /^(?:cache|install|i|add|compile|task|check|lint|fmt|test|run|--version)$/.test(verb ?? '')
    ? 'deno'
    : undefined
}

function compiledTo({ words, cwd }: StageCommand<string>): string | undefined {
  if (words[0] !== 'deno' || words[1] !== 'compile') return undefined
  const at = words.findIndex(word => word === '-o' || word === '--output')
  const named = at >= 0 ? words[at + 1] : words.find(word => word.startsWith('--output='))?.slice(9)
  return named === undefined ? undefined : absolutePath(cwd, named)
}

function startsPrograms(app: AppFiles, copied: readonly CopiedFile[]): Evidence | undefined {
  const files = copied
    .filter(
      ({ context }) =>
        /\.[cm]?[jt]sx?$/.test(context) &&
        !/(?:^|\/)(?:node_modules|vendor|tests?)\/|[._]test\./.test(context),
    )
    .map(({ context }) => ({ path: context, code: blankComments(app.read(context) ?? '') }))
  return (
    placesOf(
      files,
      /\bDeno\.(?:Command|run)\b|["'](?:node:)?child_process["']/,
      () => 'starts another program',
    )[0] ?? placesOf(files, /\bDeno\.dlopen\b/, () => 'loads a library by name')[0]
  )
}
