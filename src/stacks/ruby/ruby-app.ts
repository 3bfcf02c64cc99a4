import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { runsAsRoot } from '../../model/build-edits.ts'
import type { BuildModel, Stage, Step } from '../../model/build-model.ts'
import { type CopiedFile, copiedFiles } from '../../model/context-copies.ts'
import { outermost } from '../../model/data-files.ts'
import { finalWorkdir } from '../../model/final-state.ts'
import { launchOf, shippedStages } from '../../model/launch.ts'
import { type RubyBase, rubyBase } from './ruby-base.ts'
import { type RubyCommand, rubyCommands } from './ruby-commands.ts'
import { lean, takesFromStages } from '../../model/lean.ts'

/** A Ruby app as its Dockerfile installs and starts it. */
export interface RubyApp {
  readonly build: BuildModel
  readonly stage: Stage
  readonly base: RubyBase
  readonly commands: readonly RubyCommand[]
  readonly workdir: string
  readonly copied: readonly CopiedFile[]
  /** Folders and files of the app in the image, none inside another. */
  readonly roots: readonly string[]
  /** The Gemfile's folder in the context. */
  readonly folder: string
}

/** Where the official images install gems. */
export const gemHome = '/usr/local/bundle'

const nothingToMove = (build: BuildModel): string =>
  takesFromStages(build)
    ? lean.packages
    : 'no RUN of the last stage installs gems: there is nothing to move out of it'

const installsGems = ({ script }: Step) =>
  script?.commands.some(({ words }) => words.some(({ value }) => /^(?:bundle|gem)$/.test(value ?? ''))) ===
  true

/** Reads the app; a string says why it cannot be told; undefined where the image that ships is none of Ruby. */
export function readRubyApp(app: AppFiles, build: BuildModel): RubyApp | string | undefined {
  const [stage, ...others] = shippedStages(build)
  if (!stage) return undefined
  const base = rubyBase(build, stage)
  if (base === undefined || typeof base === 'string') return base
  if (others.length > 0)
    return [stage, ...others].some(each => each.steps.some(installsGems))
      ? 'the image that ships is made of several stages, which is not known yet'
      : nothingToMove(build)
  const commands = rubyCommands(stage)
  if (typeof commands === 'string') return commands
  const installs = commands.filter(({ kind }) => kind === 'install')
  if (installs.length === 0) return nothingToMove(build)
  if (!launchOf(build)) return 'neither ENTRYPOINT nor CMD says what starts'
  const workdir = finalWorkdir(build)
  const variables = stage.steps.at(-1)?.variables
  const moved = ['GEM_HOME', 'GEM_PATH', 'BUNDLE_PATH', 'BUNDLE_APP_CONFIG'].find(name => {
    const value = variables?.get(name) ?? gemHome
    return value !== gemHome && !value.startsWith(`${workdir}/`) && !value.startsWith('vendor')
  })
  if (moved !== undefined) return `${moved} puts the gems where it is not known to look for them`
  const other = installs.find(each => !runsAsRoot(each.step))
  if (other) return 'gems are installed by a user other than root'
  const copied = copiedFiles(app, stage.steps, build.document.file)
  const gemfile = copied.find(each => posix.basename(each.context) === 'Gemfile')
  return {
    build,
    stage,
    base,
    commands,
    workdir,
    copied,
    roots: rootsOf(workdir, copied),
    folder: gemfile === undefined ? '.' : posix.dirname(gemfile.context),
  }
}

/** The working directory, and what the author copies elsewhere. */
function rootsOf(workdir: string, copied: readonly CopiedFile[]): readonly string[] {
  const paths = copied.map(({ container }) => container)
  const within = workdir === '/' ? paths : [workdir, ...paths]
  return outermost([...new Set(within)])
}
