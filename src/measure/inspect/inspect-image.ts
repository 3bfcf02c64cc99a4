import type { KeptLayers } from '../../image/archive/layer.ts'
import {
  type ImageContents,
  type ImageSource,
  readImage,
  type ReadImageOptions,
} from '../../image/archive/read-image.ts'
import { type Compressed, type CompressedSizes, sharedSizes, withCompressedSize } from '../compressed-size.ts'
import { ImageTree } from './image-tree.ts'
import {
  isSpent,
  type LayerRecord,
  type LayerSummary,
  type ReadBudget,
  readBudget,
  recordLayer,
  spendEntries,
} from './layer-record.ts'

/** An image that was read: its layers, and the files that a container of it sees. */
export interface InspectedImage {
  readonly contents: ImageContents<Compressed<LayerSummary>>
  readonly layers: readonly LayerSummary[]
  readonly tree: ImageTree
  readonly sizes: CompressedSizes
}

/** What inspecting keeps of a layer. */
export type InspectedLayers = KeptLayers<Compressed<LayerRecord>>

export interface InspectOptions extends ReadImageOptions<Compressed<LayerRecord>> {
  /** `unread` spares the hashing of contents: then nothing is known of waste and of equal files. */
  readonly contents?: 'hashed' | 'unread'
  readonly sizes?: CompressedSizes
}

/** Reads each layer once. Throws `ImageError` where the image is damaged, or its files lead out of it. */
export async function inspectImage(
  source: ImageSource,
  options: InspectOptions = {},
): Promise<InspectedImage> {
  const budget = readBudget()
  const sizes = options.sizes ?? sharedSizes
  const hashed = options.contents !== 'unread'
  const read = withCompressedSize(async layer => await recordLayer(layer, budget, hashed), sizes)
  const { kept, ...others } = options
  const contents = await readImage(source, read, {
    ...others,
    ...(kept && hashed && { kept: withinBudget(kept, budget) }),
  })
  const tree = new ImageTree(contents.layers.map(layer => layer.value.result))
  const layers = contents.layers.map(layer => {
    const { entries: _, ...result } = layer.value.result
    return { ...layer, value: { ...layer.value, result } }
  })
  return {
    contents: { ...contents, layers },
    layers: layers.map(layer => layer.value.result),
    tree,
    sizes,
  }
}

/** A layer from before takes of the budget, too; one that the budget cut short is not kept. */
function withinBudget(kept: InspectedLayers, budget: ReadBudget): InspectedLayers {
  return {
    async get(digest) {
      const layer = await kept.get(digest)
      if (layer) spendEntries(budget, layer.value.result.entryCount)
      return layer
    },
    async set(layer) {
      if (!isSpent(budget)) await kept.set(layer)
    },
  }
}
