import type { Base, BuildModel, Stage } from './build-model.ts'

/**
 * The image that a stage stands on in the end, by way of the stages below it.
 * @returns `scratch` for an empty one; as written where a variable keeps it from being known
 */
export function imageBelow(build: BuildModel, stage: Stage): string {
  const base = baseBelow(build, stage)
  return base.kind === 'image' || base.kind === 'unknown' ? base.reference : 'scratch'
}

/** The same, of a stage that need not be there; undefined where it cannot be told. */
export function knownImageBelow(build: BuildModel, stage: Stage | undefined): string | undefined {
  return stage === undefined || baseBelow(build, stage).kind === 'unknown'
    ? undefined
    : imageBelow(build, stage)
}

/** Stages only ever stand on earlier ones. */
function baseBelow({ stages }: Pick<BuildModel, 'stages'>, stage: Stage): Base {
  const { base, index } = stage
  const below = base.kind === 'stage' && base.stage < index ? stages[base.stage] : undefined
  return below ? baseBelow({ stages }, below) : base
}
