import { nearest } from '../../dockerfile/nearest.ts'
import type { Range } from '../../dockerfile/source.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import { StageNames } from '../../model/stage-names.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const stageNotFound: Rule = {
  id: 'stage-not-found',
  title: 'A stage is named that is not there, or not there yet',
  family: 'correctness',
  severity: 'error',
  counterparts: { hadolint: ['DL3022', 'DL3023'] },
  *check(context: RuleContext): Iterable<Finding> {
    const { model } = context
    yield* lookBuilds(context)
    for (const stage of model.stages) {
      if (stage.base.kind === 'image')
        yield* lookFrom(model, stage, stage.base.reference, stage.from.image.range)
      for (const { instruction } of stage.steps) {
        if (instruction.name !== 'COPY' || instruction.from === undefined) continue
        if (context.builds.some(({ contexts }) => contexts.includes(instruction.from ?? ''))) continue
        const flag = instruction.flags.find(({ name }) => name === 'from')
        yield* lookCopy(model, stage, instruction.from, flag?.range ?? instruction.range)
      }
    }
  },
}

/** A stage that a Compose or Bake file builds. */
function* lookBuilds({ model, builds }: RuleContext): Iterable<Finding> {
  const last = model.stages.at(-1)
  if (last === undefined || builds.length === 0) return
  const names = new StageNames(model.stages.map(({ name }) => name))
  for (const { name, target, file, line } of builds) {
    if (target === undefined || names.find(target) !== undefined) continue
    const meant = nearest(
      target.toLowerCase(),
      model.stages.flatMap(stage => stage.name ?? []),
    )
    yield {
      message: `${file}:${line} ${name} builds the stage ${target}, which is not there`,
      range: last.from.range,
      ...(meant === undefined ? {} : { help: `did you mean ${meant}?` }),
    }
  }
}

function* lookCopy(model: BuildModel, stage: Stage, from: string, range: Range): Iterable<Finding> {
  const isIndex = /^[-+]?\d+$/.test(from)
  const index = isIndex ? Number(from) : lastOfName(model, from)
  if (index === undefined) {
    yield* misspelt(model, stage, from, range)
    return
  }
  if (model.stages[index] === undefined) {
    yield { message: `there is no stage ${from}: the file has ${model.stages.length}`, range }
  } else if (index === stage.index) {
    yield { message: `the stage copies from itself: ${from}`, range, help: 'name an earlier stage' }
  } else if (index > stage.index) {
    const circular = reaches(model, index, stage.index)
    yield {
      message: circular
        ? `the stages need each other: ${from} is built on this one`
        : `the stage ${from} comes later in the file: only BuildKit can build that`,
      range,
      severity: circular ? 'error' : 'info',
      help: circular ? 'take what both need into a stage of its own' : 'put that stage before this one',
    }
  }
}

/** An image is pulled where no earlier stage has the name. */
function* lookFrom(model: BuildModel, stage: Stage, from: string, range: Range): Iterable<Finding> {
  const later = lastOfName(model, from)
  if (later !== undefined && later > stage.index) {
    yield {
      message: `the stage ${from} comes later in the file, so FROM pulls an image of that name`,
      range,
      severity: 'warning',
      help: 'put that stage before this one',
    }
  } else yield* misspelt(model, stage, from, range)
}

/** Images with short names of their own, which need not be somebody's misspelt stage. */
const images =
  /^(?:alpine|bash|busybox|caddy|debian|docker|fedora|gcc|golang|gradle|haproxy|httpd|maven|mysql|nats|nginx|node|perl|php|python|redis|ruby|rust|scratch|traefik|ubuntu)$/

function* misspelt(model: BuildModel, stage: Stage, from: string, range: Range): Iterable<Finding> {
  if (!/^[\w-]{4,}$/.test(from) || images.test(from)) return
  const names = model.stages.slice(0, stage.index).flatMap(({ name }) => name ?? [])
  const meant = nearest(from.toLowerCase(), names)
  if (meant === undefined || meant === from.toLowerCase()) return
  yield {
    message: `there is no stage ${from}, so an image of that name is pulled`,
    range,
    severity: 'warning',
    help: `did you mean ${meant}?`,
  }
}

function lastOfName({ stages }: BuildModel, name: string): number | undefined {
  return stages.findLast(stage => stage.name === name.toLowerCase())?.index
}

function reaches({ stages }: BuildModel, from: number, to: number): boolean {
  const seen = new Set<number>()
  const open = [from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true
    if (seen.has(at)) continue
    seen.add(at)
    for (const needed of stages[at]?.needs ?? []) open.push(needed)
  }
  return false
}
