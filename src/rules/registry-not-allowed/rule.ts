import type { Range } from '../../dockerfile/source.ts'
import { parseReference } from '../../image/reference.ts'
import type { Step } from '../../model/build-model.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const registryNotAllowed: Rule = {
  id: 'registry-not-allowed',
  title: 'An image comes from a registry that is not allowed',
  family: 'security',
  severity: 'error',
  counterparts: { hadolint: ['DL3026'] },
  *check({ model, registries }: RuleContext): Iterable<Finding> {
    if (registries === undefined) return
    for (const { base, from, steps } of model.stages) {
      if (base.kind === 'image') yield* look(base.reference, from.image.range, registries)
      for (const step of steps)
        for (const image of imagesOf(step)) yield* look(image, step.instruction.range, registries)
    }
  },
}

function imagesOf({ effects, instruction }: Step): readonly string[] {
  if (instruction.name !== 'COPY' && instruction.name !== 'RUN') return []
  return effects.flatMap(effect =>
    (effect.kind === 'copies-from-stage' || effect.kind === 'mounts') && effect.image !== undefined
      ? [effect.image]
      : [],
  )
}

function* look(reference: string, range: Range, allowed: readonly string[]): Iterable<Finding> {
  const image = parseReference(reference)
  if (image === undefined) return
  const { registry, repository } = image
  const name = `${registry}/${repository}/`
  if (allowed.some(each => each === '*' || name.startsWith(`${each.replace(/\/$/, '')}/`))) return
  yield {
    message: `${reference} comes from ${registry}, which is not allowed`,
    range,
    help: `allowed: ${allowed.join(', ')}`,
  }
}
