import type { Range } from '../../dockerfile/source.ts'
import { parseReference } from '../../image/reference.ts'
import type { Stage, Step } from '../../model/build-model.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const baseTag: Rule = {
  id: 'base-tag',
  title: 'An image is named without a tag, or by latest',
  family: 'cache',
  severity: 'warning',
  counterparts: { hadolint: ['DL3006', 'DL3007'] },
  *check({ model }: RuleContext): Iterable<Finding> {
    for (const stage of model.stages) {
      if (stage.base.kind === 'image') yield* look(stage.base.reference, stage.from.image.range)
      yield* ofSteps(stage)
    }
  },
}

function* ofSteps({ steps }: Stage): Iterable<Finding> {
  for (const step of steps) {
    const { name } = step.instruction
    if (name !== 'COPY' && name !== 'RUN') continue
    const flag = step.instruction.flags.find(each => each.name === 'from' || /\bfrom=/.test(each.value ?? ''))
    if (flag === undefined) continue
    for (const image of imagesOf(step)) yield* look(image, flag.range)
  }
}

function imagesOf({ effects }: Step): readonly string[] {
  return effects.flatMap(effect =>
    (effect.kind === 'copies-from-stage' || effect.kind === 'mounts') && effect.image !== undefined
      ? [effect.image]
      : [],
  )
}

function* look(reference: string, range: Range): Iterable<Finding> {
  const image = parseReference(reference)
  if (image === undefined || image.digest !== undefined) return
  if (image.tag !== undefined && image.tag !== 'latest') return
  yield {
    message:
      image.tag === undefined
        ? `${reference} has no tag, so it means whatever is the latest on the day of the build`
        : `${reference} is another image from one day to the next`,
    range,
    help: 'name the version that was tested, like node:22-slim, or a digest',
  }
}
