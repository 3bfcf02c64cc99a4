import type { LayerStream } from '../image/archive/layer.ts'
import { type ImageContents, type ImageSource, readImage } from '../image/archive/read-image.ts'
import { readTar } from '../image/tar/read-tar.ts'
import {
  type Compressed,
  compressedBytes,
  type CompressedSizes,
  sharedSizes,
  withCompressedSize,
} from './compressed-size.ts'
import type { ImageSize } from './image-stats.ts'
import { entryName, isWhiteout } from './inspect/layer-path.ts'

/** The label that marks a base image of the lab. */
export const STAND_IN_LABEL = 'dev.laststage.stand-in'

interface LayerCount {
  /** File bytes, whiteouts aside. */
  readonly unpacked: number
  readonly files: number
}

/**
 * Sizes of an image from its layer tars. `compressed` is what is stored where layers are compressed, else what
 * gzip at level 6 (that of `docker push`; zlib's, which differs from Go's by about 1 %) makes of them.
 * Throws `ImageError` where the archive cannot be read.
 */
export async function measureSize(
  image: AsyncIterable<Uint8Array> | ImageSource,
  options: { readonly sizes?: CompressedSizes; readonly tag?: string } = {},
): Promise<ImageSize> {
  const sizes = options.sizes ?? sharedSizes
  const source: ImageSource = 'kind' in image ? image : { kind: 'stream', chunks: image }
  return sizeOf(await readImage(source, withCompressedSize(countLayer, sizes), options), sizes)
}

export function sizeOf(contents: ImageContents<Compressed<LayerCount>>, sizes: CompressedSizes): ImageSize {
  const sum = (bytes: (layer: (typeof contents.layers)[number]) => number): number =>
    contents.layers.reduce((total, layer) => total + bytes(layer), 0)
  return {
    unpacked: sum(layer => layer.value.result.unpacked),
    compressed: sum(layer => compressedBytes(layer, sizes)),
    layers: contents.layers.length,
    files: sum(layer => layer.value.result.files),
    kind: 'measured',
    standIn: STAND_IN_LABEL in contents.document.labels,
  }
}

async function countLayer(layer: LayerStream): Promise<LayerCount> {
  let unpacked = 0
  let files = 0
  for await (const entry of readTar(layer.tar)) {
    if (entry.kind !== 'file' || isWhiteout(entryName(entry.path))) continue
    unpacked += entry.size
    files++
  }
  return { unpacked, files }
}
