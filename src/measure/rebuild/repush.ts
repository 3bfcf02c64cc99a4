import type { BuildModel } from '../../model/build-model.ts'
import { reachedFrom } from './consumers.ts'
import type { Repush } from './figures.ts'
import type { ShippedLayer } from './image-layers.ts'

/**
 * What has to be pushed after an edit: the layers that the image did not have before. Where the edit changed nothing of
 * what ships, the layers that hold what the touched stages made.
 * @param stages those in which the touched file is consumed
 */
export function repushOf(
  before: readonly ShippedLayer[],
  after: readonly ShippedLayer[],
  model: BuildModel,
  stages: ReadonlySet<number>,
): Repush | undefined {
  const had = new Set(before.map(({ diffId }) => diffId))
  const fresh = after.filter(({ diffId }) => !had.has(diffId))
  if (fresh.length > 0) return summed(fresh, 'measured')
  const made = madeLayers(after, model, stages)
  return made === undefined ? undefined : summed(made, 'estimated')
}

function summed(layers: readonly ShippedLayer[], kind: Repush['kind']): Repush {
  // A layer that is there twice is sent once.
  const distinct = new Map(layers.map(layer => [layer.diffId, layer]))
  const bytes = [...distinct.values()].reduce((sum, { compressed }) => sum + compressed, 0)
  return { bytes, layers: distinct.size, kind }
}

/** Layers of the last stage that copy from the touched stages; undefined where history and Dockerfile do not fit. */
function madeLayers(
  layers: readonly ShippedLayer[],
  { stages, final }: BuildModel,
  touched: ReadonlySet<number>,
): readonly ShippedLayer[] | undefined {
  const copies = (final?.steps ?? []).filter(({ instruction: { name } }) => name === 'COPY' || name === 'ADD')
  const copied = layers.filter(({ instruction }) => /^(?:COPY|ADD) /.test(instruction ?? ''))
  if (copied.length < copies.length) return undefined
  const own = copied.slice(copied.length - copies.length)
  const found = own.filter((_, index) =>
    copies[index]?.effects.some(
      effect =>
        effect.kind === 'copies-from-stage' &&
        effect.stage !== undefined &&
        [...reachedFrom(stages, effect.stage)].some(stage => touched.has(stage)),
    ),
  )
  return found.length === 0 ? undefined : found
}
