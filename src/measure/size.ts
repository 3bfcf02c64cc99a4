import { once } from 'node:events'
import { createGzip, type Gzip } from 'node:zlib'
import { type ImageSource, readImage } from '../image/archive/read-image.ts'
import type { LayerStream } from '../image/archive/layer.ts'
import { readTar } from '../image/tar/read-tar.ts'
import { entryName, isWhiteout } from './inspect/layer-path.ts'
import type { ImageSize } from './image-stats.ts'

/** The label that marks a base image of the lab. */
export const STAND_IN_LABEL = 'dev.laststage.stand-in'

/**
 * Compressed sizes by layer digest, so that a base image's layers are compressed once and not with each candidate.
 * Any `Map` will do.
 */
export interface CompressedSizes {
  get(digest: string): number | undefined
  set(digest: string, bytes: number): unknown
}

const known: CompressedSizes = new Map<string, number>()

interface LayerSize {
  readonly unpacked: number
  readonly files: number
  /** gzip's size of a layer that was stored raw. */
  readonly gzip: number | undefined
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
  const sizes = options.sizes ?? known
  const source: ImageSource = 'kind' in image ? image : { kind: 'stream', chunks: image }
  const contents = await readImage(source, layer => layerSize(layer, sizes), options)
  let unpacked = 0
  let compressed = 0
  let files = 0
  for (const layer of contents.layers) {
    unpacked += layer.value.unpacked
    files += layer.value.files
    compressed += layer.value.gzip ?? layer.storedBytes
    if (layer.value.gzip !== undefined) sizes.set(layer.digest, layer.value.gzip)
  }
  return {
    unpacked,
    compressed,
    layers: contents.layers.length,
    files,
    kind: 'measured',
    standIn: STAND_IN_LABEL in contents.document.labels,
  }
}

async function layerSize(layer: LayerStream, sizes: CompressedSizes): Promise<LayerSize> {
  const knownSize = layer.digest === undefined ? undefined : sizes.get(layer.digest)
  const gzip = layer.compression === 'none' && knownSize === undefined ? new GzipCounter() : undefined
  let unpacked = 0
  let files = 0
  for await (const entry of readTar(gzip ? gzip.through(layer.tar) : layer.tar)) {
    if (entry.kind !== 'file' || isWhiteout(entryName(entry.path))) continue
    unpacked += entry.size
    files++
  }
  const bytes = gzip ? await gzip.end() : knownSize
  return { unpacked, files, gzip: layer.compression === 'none' ? bytes : undefined }
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
