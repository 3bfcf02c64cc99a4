import { readImage } from '../../image/archive/read-image.ts'
import { compressedBytes, type CompressedSizes, withCompressedSize } from '../compressed-size.ts'
import { instructionText } from '../inspect/instruction.ts'

/** A layer as a registry would hold it. */
export interface ShippedLayer {
  readonly diffId: string
  /** Bytes. */
  readonly compressed: number
  /** The instruction that made it; undefined where the history does not fit the layers. */
  readonly instruction: string | undefined
}

/** The layers of a `docker save` stream, lowest first. Throws `ImageError` where it cannot be read. */
export async function shippedLayers(
  chunks: AsyncIterable<Uint8Array>,
  sizes: CompressedSizes,
): Promise<readonly ShippedLayer[]> {
  const read = withCompressedSize(async ({ tar }) => {
    for await (const _ of tar);
  }, sizes)
  const { layers } = await readImage({ kind: 'stream', chunks }, read)
  return layers.map(layer => ({
    diffId: layer.diffId ?? layer.digest,
    compressed: compressedBytes(layer, sizes),
    instruction: layer.history === undefined ? undefined : instructionText(layer.history.createdBy),
  }))
}
