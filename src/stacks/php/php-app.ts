import type { AppFiles } from '../../app/app-files.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import { type CopiedFile, copiedFiles } from '../../model/context-copies.ts'
import { outermost } from '../../model/data-files.ts'
import { finalWorkdir } from '../../model/final-state.ts'
import { shippedStages } from '../../model/launch.ts'
import { type SystemInstall, systemInstall } from '../../model/system-packages.ts'
import { phpBase } from './php-base.ts'
import { type PhpCommand, phpCommands } from './php-commands.ts'

/** A PHP app as its Dockerfile builds it. */
export interface PhpApp {
  readonly build: BuildModel
  readonly stage: Stage
  readonly image: string
  readonly commands: readonly PhpCommand[]
  readonly installs: readonly SystemInstall[]
  readonly workdir: string
  readonly copied: readonly CopiedFile[]
  /** Folders and files of the app in the image, none inside another. */
  readonly roots: readonly string[]
}

/** The image's own working directory. */
const webRoot = '/var/www/html'

/** Without WORKDIR a relative path starts at that of the image. */
const inWebRoot = (path: string) => path.replace(/^\/(?!var\/)/, `${webRoot}/`)

const within = (path: string, folder: string) => `${path}/`.startsWith(`${folder}/`)

/** Reads the app; a string says why it cannot be told; undefined where the image that ships is none of PHP. */
export function readPhpApp(app: AppFiles, build: BuildModel): PhpApp | string | undefined {
  const [stage, ...others] = shippedStages(build)
  if (!stage) return undefined
  const base = phpBase(stage)
  if (base === undefined || typeof base === 'string') return base
  if (others.length > 0) return 'the image that ships is made of several stages, which is not known yet'
  const set = stage.steps.some(({ instruction }) => instruction.name === 'WORKDIR')
  const foreign = stage.steps.find(step =>
    step.effects.some(
      effect =>
        effect.kind === 'copies-from-stage' &&
        !/composer|install-php-extensions|mlocati/.test(
          `${effect.image ?? ''} ${effect.sources.join(' ')}`,
        ) &&
        !within(
          set ? effect.destination : inWebRoot(effect.destination),
          set ? finalWorkdir(build) : webRoot,
        ),
    ),
  )
  if (foreign) return 'the image takes files from other stages, which is not known yet'
  const commands = phpCommands(stage)
  if (typeof commands === 'string') return commands
  const installs = commands.flatMap(({ command }) => systemInstall(command) ?? [])
  const odd = installs.find(each => typeof each === 'string')
  if (odd !== undefined) return odd
  const workdir = set ? finalWorkdir(build) : webRoot
  const copied = copiedFiles(app, stage.steps, build.document.file)
  const paths = copied.map(({ container }) =>
    set || container.startsWith('/usr/') || container.startsWith('/etc/') ? container : inWebRoot(container),
  )
  return {
    build,
    stage,
    image: base.reference,
    commands,
    installs: installs.filter(each => typeof each !== 'string'),
    workdir,
    copied,
    roots: outermost([...new Set([workdir, ...paths])]).filter(
      path => !path.startsWith('/usr/local/etc/php/') && !path.startsWith('/etc/apache2/'),
    ),
  }
}
