import { parseReference } from '../../image/reference.ts'
import { knownImageBelow } from '../../model/image-below.ts'
import type { BuildModel, Effect, Stage, Step } from '../../model/build-model.ts'
import { launchOf } from '../../model/launch.ts'
import { commandsOf, type FoundCommand, subcommandOf } from '../commands.ts'
import { isCleaned } from '../leftovers.ts'
import type { Finding, Fix, FoundRun, Rule, RuleContext } from '../rule.ts'
import { addFlag } from '../script-edits.ts'
import { cacheOf, type ToolCache } from './tool-caches.ts'

export const cacheMountMissing: Rule = {
  id: 'cache-mount-missing',
  title: 'What a build downloads is not kept for the next build',
  family: 'cache',
  severity: 'info',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    for (const run of context.runs) {
      const finding = ofRun(context, run)
      if (finding !== undefined) yield finding
    }
  },
}

function ofRun(context: RuleContext, { stage, step, found }: FoundRun): Finding | undefined {
  const image = () => parseReference(knownImageBelow(context.model, stage) ?? '')?.repository
  for (const command of found) {
    const cache = cacheOf(command, image)
    if (cache === undefined || (cache.inLayer && context.reach.ofStage(stage.index) === 'ships')) continue
    if (isEmptied(step, found, cache)) return undefined
    const missing = cache.folders.filter(folder => !mounted(step.effects, folder))
    if (
      missing.length === 0 ||
      isOthers(step) ||
      isMoved(command, cache) ||
      inLayers(context.model, stage, cache)
    )
      return undefined
    const flags = missing.map(folder => `--mount=type=cache,target=${folder}`).join(' ')
    const fix = fixOf(context, stage, { step, command, cache, flags })
    return {
      message: `${command.name} downloads again whatever it had downloaded, whenever this RUN is built again`,
      range: command.command.range,
      help: `RUN ${flags} keeps it between builds, and out of the image`,
      ...(fix === undefined ? {} : { fix }),
    }
  }
  return undefined
}

/** A mount cannot be removed: `rm -rf /root/.cache` fails where it holds one, and so does `go clean -modcache`. */
function isEmptied(step: Step, found: readonly FoundCommand[], { folders }: ToolCache): boolean {
  const written = folders.flatMap(folder =>
    ['/root', '~', '$HOME', '${HOME}'].map(home => folder.replace(/^\/root(?=\/)/, home)),
  )
  return (
    isCleaned(step, found, ...written) ||
    found.some(each => /^(?:go clean|(?:npm|pip[\d.]*) cache)$/.test(`${each.name} ${subcommandOf(each)}`))
  )
}

function mounted(effects: readonly Effect[], folder: string): boolean {
  return effects.some(
    effect =>
      effect.kind === 'mounts' &&
      `${folder}/`.startsWith(`${(effect.mount.target ?? '?').replace(/\/$/, '')}/`),
  )
}

/** The folders are root's. */
function isOthers({ user, variables }: Step): boolean {
  return (user !== undefined && user !== 'root' && user !== '0') || variables.has('HOME')
}

/** The file says that the tool keeps it somewhere else. */
function isMoved({ command, stage, step }: FoundCommand, { variables }: ToolCache): boolean {
  const set = [
    ...step.variables,
    // What holds an unknown variable, as $PATH, is not among those whose values are known.
    ...stage.steps.flatMap(({ effects }) =>
      effects.flatMap(effect => (effect.kind === 'sets-env' ? [[effect.key, effect.value] as const] : [])),
    ),
    ...command.assignments.map(({ key, value }) => [key, value ?? '?'] as const),
  ]
  return set.some(([name, value]) => Object.hasOwn(variables, name) && variables[name]?.test(value) === false)
}

/**
 * Who copies the folder from stage to stage, or downloads in a RUN of its own, keeps it in layers, and means to: on a
 * machine that starts with layers and empty mounts, a mount would fetch everything again, or fail where it is offline.
 */
function inLayers(model: BuildModel, stage: Stage, cache: ToolCache): boolean {
  if (cache.onlyCache) return false
  const below = stage.base.kind === 'stage' ? model.stages[stage.base.stage] : undefined
  const downloads = stage.steps
    .flatMap(step => commandsOf(stage, step))
    .some(
      ({ name, args }) => cache.tools.test(name) && args.some(arg => cache.layered?.test(arg ?? '') === true),
    )
  return downloads || travels(model, cache) || (below !== undefined && inLayers(model, below, cache))
}

function travels(model: BuildModel, { folders }: ToolCache): boolean {
  return model.stages.some(({ steps }) =>
    steps.some(({ effects }) =>
      effects.some(
        effect =>
          (effect.kind === 'copies-from-stage' &&
            effect.sources.some(source => folders.some(folder => near(source, folder)))) ||
          ((effect.kind === 'copies-from-stage' || effect.kind === 'copies-from-context') &&
            folders.some(folder => near(effect.destination, folder) && effect.destination !== '/')),
      ),
    ),
  )
}

function near(path: string, folder: string): boolean {
  const clean = path.replace(/\/+$/, '')
  return (
    clean === folder || clean.startsWith(`${folder}/`) || (clean !== '' && folder.startsWith(`${clean}/`))
  )
}

interface Mounting {
  readonly step: Step
  readonly command: FoundCommand
  readonly cache: ToolCache
  readonly flags: string
}

/** A folder that holds more than a cache may be read where we do not see it: by a script, or by the running container. */
function fixOf(
  context: RuleContext,
  stage: Stage,
  { step, command, cache, flags }: Mounting,
): Fix | undefined {
  const ships = context.reach.ofStage(stage.index) === 'ships'
  if (!cache.onlyCache && laterSteps(context.model, stage, step).some(each => mayRead(each, cache)))
    return undefined
  const launch = ships ? launchOf(context.model) : undefined
  const started = launch?.kind === 'program' ? launch.argv[0] : undefined
  const sure =
    !ships ||
    cache.onlyCache ||
    (started !== undefined && !started.includes(command.name) && !started.endsWith('sh'))
  return { title: `Add ${flags}`, applicability: sure ? 'safe' : 'unsafe', edits: [addFlag(step, flags)] }
}

/** Of the stage itself, and of those that are built on it. */
function laterSteps(model: BuildModel, stage: Stage, step: Step): readonly Step[] {
  const above = model.stages.filter(({ base }) => base.kind === 'stage' && base.stage === stage.index)
  return [...stage.steps.slice(stage.steps.indexOf(step) + 1), ...above.flatMap(({ steps }) => steps)]
}

function mayRead(step: Step, { tools }: ToolCache): boolean {
  if (step.instruction.name !== 'RUN') return false
  return step.effects.some(
    effect => effect.kind === 'unknown' || (effect.kind === 'runs-tool' && !tools.test(effect.tool)),
  )
}
