import type { Effect, Stage, Step } from '../../model/build-model.ts'
import { commandsOf } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rmFreesNothing: Rule = {
  id: 'rm-frees-nothing',
  title: 'RUN rm in a later layer than what it removes',
  family: 'size',
  severity: 'warning',
  notShipped: 'off',
  counterparts: {},
  *check({ model, reach }: RuleContext): Iterable<Finding> {
    for (const stage of model.stages) {
      if (reach.ofStage(stage.index) === 'ships') yield* ofStage(stage)
    }
  },
}

interface Left {
  readonly path: string
  readonly line: number
}

function* ofStage(stage: Stage): Iterable<Finding> {
  const left: Left[] = []
  for (const step of stage.steps) {
    const own = step.effects.flatMap(heavyPaths)
    const removed =
      left.length + own.length === 0
        ? []
        : step.effects.flatMap(effect => (effect.kind === 'removes' ? [effect.path] : []))
    const earlier = left.find(
      // What the RUN itself wrote there is freed, and the earlier layer's own rule speaks for the rest.
      ({ path }) =>
        removed.some(each => covers(each, path)) &&
        !own.some(each => covers(each, path) || covers(path, each)),
    )
    if (earlier !== undefined) yield stays(stage, step, earlier)
    else if (onlyRemoves(stage, step)) yield frees(step)
    const line = step.instruction.range.start.line
    for (const path of own) if (!removed.some(each => covers(each, path))) left.push({ path, line })
  }
}

function stays(stage: Stage, step: Step, { path, line }: Left): Finding {
  const rm = commandsOf(stage, step).find(({ name }) => name === 'rm')
  return {
    message: `${path} stays in the layer of line ${line}: to remove it here frees nothing`,
    range: rm?.command.range ?? step.instruction.range,
    help: 'remove it in the RUN that made it, do not copy it, or take only what is needed into a later stage',
  }
}

function frees(step: Step): Finding {
  return {
    message: 'it frees nothing: what is removed stays in the layers below',
    range: step.instruction.range,
    severity: 'info',
    help: 'where the files must not be seen this is right; it saves no byte',
  }
}

/** Files whose bytes nobody misses: a list of packages, a script. */
const SMALL =
  /\.(?:txt|sh|conf|cfg|ini|json|ya?ml|toml|lock|py|js|patch|diff|list|repo|key|asc|gpg|md|service)$/

/** Only where bytes are sure to come: a copy, a download, the lists of packages. */
function heavyPaths(effect: Effect): readonly string[] {
  switch (effect.kind) {
    case 'copies-from-context':
    case 'copies-from-stage':
      return effect.sources
        .map(source => copiedTo(effect.destination, source, effect.sources.length))
        .filter(path => !SMALL.test(path))
    case 'downloads':
      return effect.path?.startsWith('/') === true && !SMALL.test(effect.path) ? [effect.path] : []
    case 'writes':
      return /^\/var\/(?:lib\/apt\/lists|cache\/(?:apk|yum|dnf))/.test(effect.path) ? [effect.path] : []
    default:
      return []
  }
}

function copiedTo(destination: string, source: string, count: number): string {
  const folder = destination.endsWith('/') || count > 1
  const name = source.replace(/\/$/, '').split('/').at(-1) ?? ''
  return folder && /^[\w.-]+$/.test(name) && /\.\w+$/.test(name)
    ? `${destination.replace(/\/$/, '')}/${name}`
    : destination
}

function covers(removed: string, path: string): boolean {
  const top = removed.replace(/\/\*?$/, '')
  const below = path.replace(/\/$/, '')
  // A pattern in the middle of a path may miss what is there.
  if (/[*?[]/.test(top) || top === '' || top.startsWith('~')) return false
  return below === top || below.startsWith(`${top}/`)
}

/** A RUN of nothing but `rm -r` cannot make anything smaller, whatever it is that goes. */
function onlyRemoves(stage: Stage, step: Step): boolean {
  const all = step.script?.commands ?? []
  const read = commandsOf(stage, step)
  return (
    read.length > 0 &&
    read.length === all.length &&
    step.script?.plain === true &&
    !mounts(step) &&
    read.every(({ name, args }) => name === 'rm' && args.some(arg => /^-[a-zA-Z]*[rR]/.test(arg ?? '')))
  )
}

function mounts({ instruction }: Step): boolean {
  return instruction.flags.some(({ name }) => name === 'mount')
}
