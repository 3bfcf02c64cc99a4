import type { BuildModel, Stage } from '../model/build-model.ts'
import { knownImageBelow } from '../model/image-below.ts'

/** The image that a stage stands on, by way of the stages below it; undefined for scratch and where it is not known. */
export function baseReference(model: BuildModel, stage: Stage): string | undefined {
  const image = knownImageBelow(model, stage)
  return image === 'scratch' ? undefined : image
}
