import type { BuildModel, Stage } from './build-model.ts'

/**
 * The image that a stage stands on in the end, by way of the stages below it.
 * @returns `scratch` for an empty one; as written where a variable keeps it from being known
 */
export function imageBelow({ stages }: BuildModel, stage: Stage): string {
  let at = stage
  // Stages only ever stand on earlier ones; the count guards against a model that says otherwise.
  for (let hops = 0; hops <= stages.length && at.base.kind === 'stage'; hops += 1)
    at = stages[at.base.stage] ?? at
  return at.base.kind === 'image' || at.base.kind === 'unknown' ? at.base.reference : 'scratch'
}
