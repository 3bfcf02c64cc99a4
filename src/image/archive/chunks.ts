import { open, stat } from 'node:fs/promises'
import type { ByteChunks } from '../tar/byte-reader.ts'

/** Each piece is a turn of gunzip's own thread: smaller ones make more of them. */
const PIECE = 1 << 18

/** A part of a file as chunks; jumping forward costs nothing. */
export async function fileChunks(
  path: string,
  start = 0,
  size = Number.POSITIVE_INFINITY,
): Promise<ByteChunks> {
  const end = Math.min(start + size, (await stat(path)).size)
  let position = start
  return {
    owned: true,
    skip(bytes) {
      // The last byte is read and not jumped over: it proves that the file goes that far.
      const jump = Math.min(bytes, Math.max(0, end - position - 1))
      position += jump
      return jump
    },
    async *[Symbol.asyncIterator]() {
      const file = await open(path, 'r')
      try {
        while (position < end) {
          const wanted = Math.min(PIECE, end - position)
          const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, position)
          if (bytesRead === 0) return
          position += bytesRead
          yield buffer.subarray(0, bytesRead)
        }
      } finally {
        await file.close()
      }
    },
  }
}

export interface Peeked {
  readonly head: Buffer
  /** The whole stream again. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Lets go of a stream whose chunks are not wanted. */
  close(): Promise<void>
}

/** The first `length` bytes (or fewer) of a stream. */
export async function peek(chunks: AsyncIterable<Uint8Array>, length: number): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let known = 0
  while (known < length) {
    const next = await iterator.next()
    if (next.done) break
    first.push(next.value)
    known += next.value.length
  }
  return {
    head: Buffer.concat(first).subarray(0, length),
    chunks: again(first, iterator),
    close: async () => {
      await iterator.return?.()
    },
  }
}

async function* again(
  first: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* first
    for (;;) {
      const next = await iterator.next()
      if (next.done) return
      yield next.value
    }
  } finally {
    await iterator.return?.()
  }
}
