import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { BuildModel, Stage, Step } from '../../model/build-model.ts'
import { type CopiedFile, copiedFiles } from '../../model/context-copies.ts'
import { outermost } from '../../model/data-files.ts'
import { absolutePath, expand, finalWorkdir } from '../../model/final-state.ts'
import { type Launch, launchOf, shippedStages, shippedSteps } from '../../model/launch.ts'
import { runsAsRoot } from '../../model/build-edits.ts'
import { type PythonBase, pythonBase } from './python-base.ts'
import { type PythonCommand, pythonCommands } from './python-commands.ts'
import { type SystemInstall, systemInstall } from '../../model/system-packages.ts'
import { lean, takesFromStages } from '../../model/lean.ts'

/** A Python app as its Dockerfile installs and starts it. */
export interface PythonApp {
  readonly build: BuildModel
  /** The last stage; it may stand on others, whose instructions are read as its own. */
  readonly stage: Stage
  /** The stages of the image that ships, from its base to the last. */
  readonly shipped: readonly Stage[]
  readonly base: PythonBase
  readonly commands: readonly PythonCommand[]
  readonly installs: readonly SystemInstall[]
  readonly launch: Launch
  readonly workdir: string
  readonly copied: readonly CopiedFile[]
  /** Folders and files of the app in the image, none inside another. */
  readonly roots: readonly string[]
  /** The virtual environment that the author makes, inside one of the roots or beside them; undefined for none. */
  readonly venv: string | undefined
}

/** Reads the app; a string says why it cannot be told; undefined where the image that ships is none of Python. */
export function readPythonApp(app: AppFiles, build: BuildModel): PythonApp | string | undefined {
  const shipped = shippedStages(build)
  const [root] = shipped
  const stage = build.final
  if (!root || !stage) return undefined
  const base = pythonBase(build, root)
  if (base === undefined || typeof base === 'string') return base
  const steps = shipped.flatMap(each => each.steps)
  const commands = pythonCommands(steps)
  if (typeof commands === 'string') return commands
  const first = commands.find(({ kind }) => kind === 'install')
  if (!first)
    return takesFromStages(build)
      ? lean.packages
      : 'no RUN of the last stage installs packages: there is nothing to move out of it'
  const launch = launchOf(build)
  if (!launch) return 'neither ENTRYPOINT nor CMD says what starts'
  const installs = commands.flatMap(({ command }) => systemInstall(command) ?? [])
  const odd = installs.find(each => typeof each === 'string')
  if (odd !== undefined) return odd
  const workdir = finalWorkdir(build)
  const copied = copiedFiles(app, steps, build.document.file)
  const roots = rootsOf(workdir, copied)
  const venv = ownVenv(build, commands, workdir)
  const collects = commands.some(({ words }) => words.includes('collectstatic'))
  const elsewhere = copied.find(
    file =>
      /settings[\w/]*\.py$/.test(file.context) &&
      /^STATIC_ROOT\s*=\s*(?:["']|os\.environ|env)/m.test(app.read(file.context) ?? ''),
  )
  if (collects && elsewhere) return `where collectstatic writes is set in ${elsewhere.context}`
  const path = !venv && steps.some(each => setsPath(each))
  if (path) return 'the Dockerfile sets a PATH of its own, and where its programs come from is not known'
  const reason =
    venv?.reason ?? sharedInstall(build, shipped, commands) ?? reasonAgainst(build, steps, commands, roots)
  if (reason !== undefined) return reason
  return {
    build,
    stage,
    shipped,
    base,
    commands,
    installs: installs.filter(each => typeof each !== 'string'),
    launch,
    workdir,
    copied,
    roots,
    venv: venv?.path,
  }
}

const setsPath = ({ instruction }: Step) =>
  instruction.name === 'ENV' && instruction.pairs.some(pair => pair.key.value === 'PATH')

/** The working directory, and what the author copies elsewhere. */
function rootsOf(workdir: string, copied: readonly CopiedFile[]): readonly string[] {
  const paths = copied.map(({ container }) => {
    const top = `/${container.split('/')[1] ?? ''}`
    const system =
      /^\/(?:bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)$/
    return top === container || system.test(top) ? container : top
  })
  const within = workdir === '/' ? paths : [workdir, ...paths]
  return outermost([...new Set(within)])
}

/** `python -m venv /opt/venv` with the PATH that leads there, or an environment in the project's own folder. */
function ownVenv(build: BuildModel, commands: readonly PythonCommand[], workdir: string) {
  const made = commands.find(({ kind }) => kind === 'venv')
  const { text } = build.document
  const operand = made?.words.findLast(word => !word.startsWith('-'))
  const named = operand === undefined || operand === 'venv' ? '.venv' : operand
  const inProject = /\.venv\b|virtualenvs\.in-project|(?:VIRTUALENVS|VENV)_IN_PROJECT/.test(text)
  if (!made && !inProject) return undefined
  const sync = commands.find(({ kind }) => kind === 'install')
  const from = made?.step.workdir ?? sync?.step.workdir ?? workdir
  const path = absolutePath(from, made ? named : '.venv')
  const places = shippedSteps(build).flatMap(step =>
    step.instruction.name === 'ENV'
      ? step.instruction.pairs.flatMap(pair =>
          pair.key.value === 'PATH' ? expand(pair.value.value, step).replaceAll(/["']/g, '').split(':') : [],
        )
      : [],
  )
  const others = places.filter(each => each.endsWith('venv/bin') && each !== `${path}/bin`)
  if (others.length > 0 && !places.includes(`${path}/bin`))
    return { path, reason: `PATH leads to ${others.join(', ')}, which no command is known to make` }
  return places.some(each => each.includes('bin'))
    ? { path, reason: undefined }
    : { path, reason: 'the virtual environment is not in the PATH of the image' }
}

/** A stage on which stages stand that do not ship keeps its packages where these look for them. */
function sharedInstall(
  build: BuildModel,
  shipped: readonly Stage[],
  commands: readonly PythonCommand[],
): string | undefined {
  const shared = shipped.filter(({ index }) =>
    build.stages.some(
      ({ base, index: other }) =>
        base.kind === 'stage' && base.stage === index && !shipped.some(each => each.index === other),
    ),
  )
  const found = commands.find(
    ({ kind, step }) =>
      ['install', 'tool', 'venv'].includes(kind) && shared.some(({ steps }) => steps.includes(step)),
  )
  return (
    found &&
    `other stages stand on the one that installs packages (line ${found.step.instruction.range.start.line}), which is not known yet`
  )
}

function reasonAgainst(
  build: BuildModel,
  steps: readonly Step[],
  commands: readonly PythonCommand[],
  roots: readonly string[],
): string | undefined {
  const unprivileged = commands.find(each => each.kind === 'install' && !runsAsRoot(each.step))
  if (unprivileged) return 'packages are installed by a user other than root, into its home'
  const mixed = commands.find(
    each =>
      each.kind === 'account' &&
      commands.some(
        other => other.step === each.step && ['install', 'tool', 'system', 'app'].includes(other.kind),
      ),
  )
  if (mixed) return `one RUN both makes users or folders and installs (\`${mixed.words.join(' ')}\`)`
  const later = commands.find(
    each =>
      each.kind === 'account' &&
      /^(?:chown|install)$/.test(each.words[0] ?? '') &&
      !ownsKnown(each, commands, roots),
  )
  if (later) return `what \`${later.words.join(' ')}\` changes is not known`
  const { text } = build.document
  const fixed =
    /site-packages|PYTHONPATH=\S*\/usr\/local|PYTHONUSERBASE|(?:PIP_(?:TARGET|PREFIX|USER)|UV_SYSTEM_PYTHON|UV_PROJECT_ENVIRONMENT)\b/.exec(
      text,
    )
  if (fixed) return `the Dockerfile depends on where packages are installed (${fixed[0]})`
  const copy = steps.find(step =>
    step.effects.some(effect => {
      if (effect.kind !== 'copies-from-stage') return false
      const target = absolutePath(step.workdir, effect.destination)
      const isUv = /(?:^|\/)uv(?::|@|$)/.test(effect.image ?? '')
      return !isUv && !roots.some(root => `${target}/`.startsWith(`${root}/`))
    }),
  )
  return (
    copy && `what a COPY from another stage brings is not known (line ${copy.instruction.range.start.line})`
  )
}

/** `chown` of the app's own folders, and of folders that a RUN makes. */
function ownsKnown(
  each: PythonCommand,
  commands: readonly PythonCommand[],
  roots: readonly string[],
): boolean {
  const made = new Set(
    commands
      .filter(({ words }) => words[0] === 'mkdir')
      .flatMap(({ words, step }) => words.slice(1).map(word => absolutePath(step.workdir, word))),
  )
  return ownedPaths(each).every(path => roots.includes(path) || made.has(path))
}

/** The operands of `chown`, made absolute. */
export function ownedPaths({ words, step }: PythonCommand): readonly string[] {
  return words
    .slice(1)
    .filter(word => !word.startsWith('-'))
    .slice(1)
    .map(word => absolutePath(step.workdir, word).replace(/(.)\/$/, '$1'))
}

/** True where a path lies in one of the folders. */
export const liesIn = (roots: readonly string[], path: string) =>
  roots.some(root => path === root || path.startsWith(posix.join(root, '/')))
