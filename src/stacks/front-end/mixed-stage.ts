import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { readPackageJson } from '../../app/package-json.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import { type CopiedFile, copiedFiles } from '../../model/context-copies.ts'
import { finalWorkdir } from '../../model/final-state.ts'
import { launchOf, shippedStages } from '../../model/launch.ts'
import { type FrontCommand, frontCommands } from './front-commands.ts'
import { type FrontEnd, readFrontEnd } from './front-end.ts'

/** A stage that builds a front end beside something else. */
export interface MixedStage {
  readonly build: BuildModel
  readonly stage: Stage
  readonly front: FrontEnd
  /** The package's folder in the container. */
  readonly folder: string
  readonly commands: readonly FrontCommand[]
  /** Those that work in the package's folder, or bring what they need. */
  readonly own: ReadonlySet<FrontCommand>
  readonly last: FrontCommand
  readonly copied: readonly CopiedFile[]
}

/** Reads a stage; a string says why its front end cannot be told; undefined where it builds none beside something else. */
export function mixedStage(app: AppFiles, build: BuildModel, stage: Stage): MixedStage | string | undefined {
  const commands = frontCommands(stage)
  const copied = copiedFiles(app, stage.steps, build.document.file)
  const folders = new Set(commands.filter(({ builds }) => builds).map(({ cwd }) => cwd))
  const found = [...folders].flatMap(folder => {
    const path = copied.findLast(({ container }) => container === posix.join(folder, 'package.json'))?.context
    const manifest = path === undefined ? undefined : readPackageJson(app, path)
    const front = manifest && readFrontEnd(app, manifest)
    return front === undefined ? [] : [{ folder, front }]
  })
  const [one, ...others] = found
  if (!one || others.length > 0) return undefined
  const { folder, front } = one
  if (typeof front !== 'string' && !buildsMore(build, stage, commands, folder, front)) return undefined
  if (typeof front === 'string') return buildsMore(build, stage, commands, folder) ? front : undefined
  const inside = commands.filter(({ kind, cwd }) => kind === 'package' && cwd === folder)
  const last = inside.findLast(({ builds }) => builds)
  if (!last) return undefined
  const clean = commands.filter(
    ({ kind, words, cwd }) =>
      kind === 'clean' &&
      (cwd === folder || words.some(word => word.startsWith(`${posix.basename(folder)}/`))),
  )
  const own = new Set([...inside, ...clean, ...commands.filter(({ kind }) => kind === 'setup')])
  return { build, stage, front, folder, commands, own, last, copied }
}

/** What installs or builds the other program. */
const tools =
  /^(?:\S*\/)?(?:go|mvnw?|gradlew?|pip3?|pipenv|python3?|poetry|uv|pdm|bundle|gem|ruby|rails|cargo|dotnet|composer|php|make|cmake|mix|java|javac)$/

/** True where the stage is for something else too: it starts another program, or builds one. */
function buildsMore(
  build: BuildModel,
  stage: Stage,
  commands: readonly FrontCommand[],
  folder: string,
  front?: FrontEnd,
): boolean {
  const other = commands.some(
    ({ kind, cwd, words }) =>
      (kind === 'other' && tools.test(words[0] ?? '')) || (kind === 'package' && cwd !== folder),
  )
  if (!shippedStages(build).includes(stage)) return other
  const launch = launchOf(build)
  if (!launch) return false
  const words = launch.kind === 'program' ? launch.argv : launch.script.split(/\s+/)
  const tool = /^(?:npm|npx|yarn|pnpm|serve|vite|http-server|nginx)$/.test(words[0] ?? '')
  if (tool) return other && finalWorkdir(build) !== folder && front?.folder !== '.'
  return other
}

/** A path of the context as the stage has it, by the package's place. */
export function containerPath({ front, folder }: Pick<MixedStage, 'front' | 'folder'>, path: string): string {
  return posix.join(folder, posix.relative(front.folder, path))
}
