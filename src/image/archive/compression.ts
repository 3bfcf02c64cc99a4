import zlib from 'node:zlib'
import { ImageError } from '../image-error.ts'
import { parseHeader } from '../tar/header.ts'
import { isZstdMagic, zstdFrames } from './zstd-frames.ts'

export type Compression = 'none' | 'gzip' | 'zstd'

/** zlib's default of 16 KB pieces more than halves its speed. */
const CHUNK = 1 << 20

export interface UnpackLimits {
  /** Unpacked bytes of one layer. */
  readonly layerBytes: number
  /** Unpacked ÷ stored, looked at beyond the first GiB: gzip itself ends at about 1030. */
  readonly ratio: number
}

const DEFAULT_UNPACK_LIMITS: UnpackLimits = { layerBytes: 256 * 2 ** 30, ratio: 500 }

/** What the first bytes of a blob say that it is; undefined where it is nothing that a layer can be. */
export function sniffLayer(head: Buffer): Compression | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  if (head.length >= 4 && isZstdMagic(head.subarray(0, 4))) return 'zstd'
  if (head.length < 512) return undefined
  try {
    parseHeader(head.subarray(0, 512), 0)
    return 'none'
  } catch {
    return undefined
  }
}

/** Unpacks a stream. Throws `ImageError` where it is damaged, cut, or a bomb. */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  compression: Compression,
  limits: UnpackLimits = DEFAULT_UNPACK_LIMITS,
): AsyncGenerator<Buffer, void, undefined> {
  if (compression === 'none') {
    for await (const chunk of chunks) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    return
  }
  const engine =
    compression === 'gzip'
      ? zlib.createGunzip({ chunkSize: CHUNK })
      : zlib.createZstdDecompress({ chunkSize: CHUNK })
  const flow = { stored: 0, unpacked: 0 }
  const feeding = feed(compression === 'zstd' ? zstdFrames(chunks) : chunks, engine, flow)
  // Its failure is asked for below; until then it is nobody's.
  feeding.catch(() => {})
  try {
    for await (const chunk of engine as AsyncIterable<Buffer>) {
      flow.unpacked += chunk.length
      checkBomb(flow, limits)
      yield chunk
    }
  } catch (error) {
    // A failing source destroys the engine: its own error says more than "premature close".
    await feeding
    throw error instanceof ImageError ? error : damaged(error, compression, flow.unpacked)
  } finally {
    engine.destroy()
    await feeding.catch(() => {})
  }
}

/** Writes the stored bytes into the engine as it takes them. Ends only when nothing is being read any more. */
async function feed(
  chunks: AsyncIterable<Uint8Array>,
  engine: zlib.Gunzip | zlib.ZstdDecompress,
  flow: { stored: number },
): Promise<void> {
  try {
    for await (const chunk of chunks) {
      // Garbage after gzip's end is not its matter, but a digest counts it.
      if (engine.readableEnded) continue
      if (engine.destroyed) return
      flow.stored += chunk.length
      if (!engine.write(chunk) && !engine.destroyed) await drained(engine)
    }
    if (!engine.destroyed) engine.end()
  } catch (error) {
    engine.destroy()
    throw error
  }
}

/** Until it takes more, or is closed. A failure closes it too, and the reading side reports that. */
async function drained(engine: zlib.Gunzip | zlib.ZstdDecompress): Promise<void> {
  await new Promise<void>(resolve => {
    const done = (): void => {
      engine.off('drain', done).off('close', done)
      resolve()
    }
    engine.on('drain', done).on('close', done)
  })
}

function checkBomb(flow: { stored: number; unpacked: number }, limits: UnpackLimits): void {
  const tooMuch = flow.unpacked > limits.layerBytes
  const tooDense = flow.unpacked > 2 ** 30 && flow.unpacked > limits.ratio * flow.stored
  if (!tooMuch && !tooDense) return
  throw new ImageError(
    'image-limit',
    `a layer unpacks to over ${flow.unpacked} bytes from ${flow.stored}: refused as a decompression bomb`,
    {
      hint: 'A huge sparse log (faillog, lastlog of a very large user id) looks the same: delete it in its own RUN.',
    },
  )
}

function damaged(error: unknown, compression: Compression, offset: number): ImageError {
  const message = error instanceof Error ? error.message : String(error)
  if (/unexpected end|incomplete/i.test(message))
    return new ImageError(
      'image-truncated',
      `${compression} data ends too early, after ${offset} bytes unpacked`,
    )
  return new ImageError(
    'image-corrupt',
    `damaged ${compression} data after ${offset} bytes unpacked: ${message}`,
  )
}
