import { createHash } from 'node:crypto'
import { ImageError } from '../image-error.ts'
import type { ByteChunks } from '../tar/byte-reader.ts'
import { freeingSpent } from '../tar/spent-chunks.ts'
import { type Compression, decompress, sniffLayer, type UnpackLimits } from './compression.ts'
import { peek } from './chunks.ts'

/** A layer while it is read, which happens once. */
export interface LayerStream {
  /** The blob's digest where its name tells it, before it is verified. */
  readonly digest: string | undefined
  readonly compression: Compression
  /** The layer's tar, unpacked. */
  readonly tar: AsyncIterable<Buffer>
}

export interface ReadLimits {
  readonly unpack?: UnpackLimits
  /** Ends reading with its reason, at the next chunk. */
  readonly signal?: AbortSignal
}

export type LayerReader<T> = (layer: LayerStream) => Promise<T>

/** What is known of a layer once it was read. */
export interface LayerBlob<T> {
  readonly compression: Compression
  /** Bytes as stored. */
  readonly storedBytes: number
  /** Digest of the stored bytes. */
  readonly digest: string
  /** Bytes of the unpacked tar. */
  readonly tarBytes: number
  readonly value: T
}

/** What reading layers gave before, by their digests. */
export interface KeptLayers<T> {
  get(digest: string): Promise<LayerBlob<T> | undefined>
  /** Only for what was read to its end and has this digest. */
  set(layer: LayerBlob<T>): Promise<void>
}

/** What was kept of a layer that lies under this path. */
export async function keptLayer<T>(
  path: string,
  kept: KeptLayers<T> | undefined,
): Promise<LayerBlob<T> | undefined> {
  const said = digestOfPath(path)
  return said && (await kept?.get(`${said.algorithm}:${said.hex}`))
}

/**
 * Reads one layer to its end and verifies its digest. One that is known from before is only verified: nothing is unpacked.
 * Undefined where the blob is nothing that a layer can be.
 */
export async function readLayerBlob<T>(
  path: string,
  stored: ByteChunks,
  read: LayerReader<T>,
  limits: ReadLimits & { readonly kept?: KeptLayers<T> },
): Promise<LayerBlob<T> | undefined> {
  const known = await keptLayer(path, limits.kept)
  if (known === undefined) {
    const layer = await readUnknown(path, stored, read, limits)
    if (layer && digestOfPath(path)) await limits.kept?.set(layer)
    return layer
  }
  const hash = createHash(known.digest.startsWith('sha512:') ? 'sha512' : 'sha256')
  for await (const chunk of stored.owned ? freeingSpent(stored) : stored) {
    limits.signal?.throwIfAborted()
    hash.update(chunk)
  }
  if (!known.digest.endsWith(hash.digest('hex'))) throw wrongDigest(path)
  return known
}

async function readUnknown<T>(
  path: string,
  stored: AsyncIterable<Uint8Array>,
  read: LayerReader<T>,
  limits: ReadLimits,
): Promise<LayerBlob<T> | undefined> {
  const peeked = await peek(stored, 1024)
  const compression = sniffLayer(peeked.head)
  if (!compression) {
    await peeked.close()
    return undefined
  }
  const said = digestOfPath(path)
  const hash = createHash(said?.algorithm ?? 'sha256')
  const count = { stored: 0, tar: 0 }
  const hashed = tap(peeked.chunks, chunk => {
    limits.signal?.throwIfAborted()
    hash.update(chunk)
    count.stored += chunk.length
  })
  const tar = tap(decompress(hashed, compression, limits.unpack), chunk => {
    count.tar += chunk.length
  })
  const value = await read({ digest: said && `${said.algorithm}:${said.hex}`, compression, tar })
  for await (const _rest of tar) {
    // the digest covers what follows the archive's end, too
  }
  const hex = hash.digest('hex')
  if (said && said.hex !== hex) throw wrongDigest(path)
  return {
    compression,
    storedBytes: count.stored,
    digest: `${said?.algorithm ?? 'sha256'}:${hex}`,
    tarBytes: count.tar,
    value,
  }
}

/** `blobs/sha256/<hex>` names its digest. */
function digestOfPath(path: string): { algorithm: 'sha256' | 'sha512'; hex: string } | undefined {
  const match = /^blobs\/(sha256|sha512)\/([0-9a-f]{64,128})$/.exec(path)
  if (!match) return undefined
  return { algorithm: match[1] === 'sha512' ? 'sha512' : 'sha256', hex: match[2] ?? '' }
}

/** Throws `ImageError` where a document's bytes are not those that its name promises. */
export function verifyDocument(path: string, bytes: Buffer): Buffer {
  const said = digestOfPath(path)
  if (said && createHash(said.algorithm).update(bytes).digest('hex') !== said.hex) throw wrongDigest(path)
  return bytes
}

function wrongDigest(path: string): ImageError {
  return new ImageError('image-corrupt', `${path} does not have the digest that its name says`)
}

/** Calls `see` for each chunk that passes. A stream that ended stays ended. */
async function* tap<C extends Uint8Array>(
  chunks: AsyncIterable<C>,
  see: (chunk: C) => void,
): AsyncGenerator<C, void, undefined> {
  for await (const chunk of chunks) {
    see(chunk)
    yield chunk
  }
}
