import { once } from 'node:events'
import { createGzip, type Gzip } from 'node:zlib'
import type { LayerReader } from '../image/archive/layer.ts'
import type { ImageLayer } from '../image/archive/read-image.ts'

/**
 * Compressed sizes by layer digest, so that a base image's layers are compressed once and not with each candidate.
 * Any `Map` will do.
 */
export interface CompressedSizes {
  get(digest: string): number | undefined
  set(digest: string, bytes: number): unknown
}

/** Holds for as long as the process does. */
export const sharedSizes: CompressedSizes = new Map<string, number>()

export interface Compressed<T> {
  readonly result: T
  /** gzip's size of a layer that was stored raw. */
  readonly gzip: number | undefined
}

/** Reads a layer and, where it is stored raw and its digest is not known yet, counts what gzip makes of it. */
export function withCompressedSize<T>(
  read: LayerReader<T>,
  sizes: CompressedSizes,
): LayerReader<Compressed<T>> {
  return async layer => {
    const known = layer.digest === undefined ? undefined : sizes.get(layer.digest)
    if (layer.compression !== 'none' || known !== undefined) return { result: await read(layer), gzip: known }
    const gzip = new GzipCounter()
    const result = await read({ ...layer, tar: gzip.through(layer.tar) })
    return { result, gzip: await gzip.end() }
  }
}

/** What a registry holds of a layer, in bytes. Remembers what had to be counted. */
export function compressedBytes(layer: ImageLayer<Compressed<unknown>>, sizes: CompressedSizes): number {
  if (layer.compression !== 'none' || layer.value.gzip === undefined) return layer.storedBytes
  sizes.set(layer.digest, layer.value.gzip)
  return layer.value.gzip
}

/** Counts what gzip makes of a stream, on zlib's own thread. */
class GzipCounter {
  #bytes = 0
  readonly #gzip: Gzip = createGzip({ level: 6, chunkSize: 1 << 18 })

  constructor() {
    this.#gzip.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length
    })
  }

  async *through(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of chunks) {
      const room = this.#gzip.write(chunk)
      yield chunk
      if (!room && this.#gzip.writableNeedDrain) await once(this.#gzip, 'drain')
    }
  }

  async end(): Promise<number> {
    const ended = once(this.#gzip, 'end')
    this.#gzip.end()
    await ended
    return this.#bytes
  }
}
