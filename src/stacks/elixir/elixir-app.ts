import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import { copiedFiles } from '../../model/context-copies.ts'
import { absolutePath, finalWorkdir } from '../../model/final-state.ts'
import { launchOf, shippedStages, shippedSteps } from '../../model/launch.ts'
import type { CompiledProgram } from '../../model/program-files.ts'
import { type StageCommand, stageCommands } from '../../model/stage-commands.ts'

/** An Elixir release as its Dockerfile makes and starts it. */
export interface ElixirApp extends CompiledProgram {
  readonly stage: Stage
  readonly image: string
  readonly release: StageCommand<'mix' | 'other'>
}

/** Reads it; a string says why that cannot be told; undefined where the image that ships is none of Elixir. */
export function readElixirApp(app: AppFiles, build: BuildModel): ElixirApp | string | undefined {
  const [stage, ...others] = shippedStages(build)
  const image = stage?.base.kind === 'image' ? stage.base.reference : ''
  const tag = /^(?:docker\.io\/)?(?:library\/|hexpm\/)?elixir(?::([\w.-]+))?$/.exec(image)
  if (!stage || !tag) return undefined
  if (others.length > 0) return 'the image that ships is made of several stages, which is not known yet'
  if (/alpine|ubuntu/.test(tag[1] ?? '')) return `${image}: only images on Debian are known`
  const commands = stageCommands<'mix' | 'other'>(stage, ([program]) => (program === 'mix' ? 'mix' : 'other'))
  if (typeof commands === 'string') return commands
  const launch = launchOf(build)
  if (!launch) return 'neither ENTRYPOINT nor CMD says what starts'
  if (launch.kind === 'script') return `what starts needs a shell: ${launch.script}`
  const [program = ''] = launch.argv
  if (/^(?:mix|iex|elixir)$/.test(program))
    return `\`${launch.argv.join(' ')}\` needs Elixir and its compiler: build a release with \`mix release\` and start that`
  const release = commands.findLast(
    ({ words }) => words[0] === 'mix' && words.some(word => word === 'release'),
  )
  if (!release) return 'no RUN builds a release with `mix release`'
  const workdir = finalWorkdir(build)
  const path = absolutePath(workdir, program)
  const folder = posix.dirname(posix.dirname(path))
  if (posix.basename(posix.dirname(path)) !== 'bin' || !madeBy(release, folder))
    return `what starts is ${program}, which \`mix release\` is not known to write`
  return {
    build,
    stage,
    image,
    release,
    binaries: [folder],
    launch,
    workdir,
    copied: copiedFiles(app, shippedSteps(build), build.document.file),
    manifest: 'mix.exs',
  }
}

/** `_build/<environment>/rel/<name>`, or what `--path` says. */
function madeBy({ words, cwd, step }: StageCommand<string>, folder: string): boolean {
  const at = words.indexOf('--path')
  if (at >= 0) return absolutePath(cwd, words[at + 1] ?? '').replace(/(.)\/$/, '$1') === folder
  const environment = step.variables.get('MIX_ENV') ?? ''
  const made = /^_build\/([\w-]+)\/rel\/[\w-]+$/.exec(posix.relative(cwd, folder))?.[1]
  return made !== undefined && (made === environment || environment === '')
}
