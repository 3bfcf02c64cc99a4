import {
  type ImageContents,
  type ImageSource,
  readImage,
  type ReadImageOptions,
} from '../../image/archive/read-image.ts'
import { type Compressed, type CompressedSizes, sharedSizes, withCompressedSize } from '../compressed-size.ts'
import { ImageTree } from './image-tree.ts'
import { type LayerSummary, readBudget, recordLayer } from './layer-record.ts'

/** An image that was read: its layers, and the files that a container of it sees. */
export interface InspectedImage {
  readonly contents: ImageContents<Compressed<LayerSummary>>
  readonly layers: readonly LayerSummary[]
  readonly tree: ImageTree
  readonly sizes: CompressedSizes
}

export interface InspectOptions extends ReadImageOptions {
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
  const contents = await readImage(source, read, options)
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
