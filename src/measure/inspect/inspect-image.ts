import {
  type ImageContents,
  type ImageSource,
  readImage,
  type ReadImageOptions,
} from '../../image/archive/read-image.ts'
import { type Compressed, type CompressedSizes, sharedSizes, withCompressedSize } from '../compressed-size.ts'
import { ImageTree } from './image-tree.ts'
import { type LayerRecord, recordLayer } from './layer-record.ts'

/** An image that was read: its layers, and the files that a container of it sees. */
export interface InspectedImage {
  readonly contents: ImageContents<Compressed<LayerRecord>>
  readonly layers: readonly LayerRecord[]
  readonly tree: ImageTree
  readonly sizes: CompressedSizes
}

/** Reads each layer once. Throws `ImageError` where the image is damaged, or its files lead out of it. */
export async function inspectImage(
  source: ImageSource,
  options: ReadImageOptions = {},
): Promise<InspectedImage> {
  const contents = await readImage(source, withCompressedSize(recordLayer, sharedSizes), options)
  const layers = contents.layers.map(layer => layer.value.result)
  return { contents, layers, tree: new ImageTree(layers), sizes: sharedSizes }
}
