import type { BuildModel, Stage } from '../model/build-model.ts'

/** The image that a stage stands on, by way of the stages below it; undefined for scratch and where it is not known. */
export function baseReference(model: BuildModel, stage: Stage): string | undefined {
  let at: Stage | undefined = stage
  while (at?.base.kind === 'stage') at = model.stages[at.base.stage]
  return at?.base.kind === 'image' ? at.base.reference : undefined
}
