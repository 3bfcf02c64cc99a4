import { ImageError } from '../image-error.ts'

const MAGIC = 0xfd2fb528
const FIELD_BYTES = { magic: 4, 'skipped-size': 4, descriptor: 1, block: 3 } as const
const DICTIONARY_BYTES: readonly number[] = [0, 1, 2, 4]
const CONTENT_SIZE_BYTES: readonly number[] = [0, 2, 4, 8]
const CHECKSUM_BYTES = 4
const RLE = 1

type Field = keyof typeof FIELD_BYTES

/**
 * The frames of a zstd stream, in pieces none of which holds the end of one and the start of the next; frames to be skipped
 * are left out. Node's decompressor leaves off at a frame's end and forgets what else it was given with it, without a word:
 * of zstd:chunked, which has a frame for each file, only the first would be read. Format: RFC 8878, section 3.1.
 */
export async function* zstdFrames(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const walk = new FrameWalk()
  for await (const chunk of chunks) yield* walk.pieces(chunk)
  yield* walk.rest()
}

/** Knows at each byte what it is part of, as far as that tells where a frame ends. */
class FrameWalk {
  /** What the next bytes are: a field that is read, or bytes that only pass (or are dropped). */
  #field: Field | undefined = 'magic'
  #bytes: number[] = []
  #missing = 0
  #dropped = false
  #next: Field = 'magic'
  #checksum = 0

  #pass(bytes: number, next: Field): void {
    this.#missing = bytes
    this.#next = next
    this.#field = bytes === 0 ? next : undefined
  }

  *pieces(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
    let from = 0
    let at = 0
    while (at < chunk.length) {
      if (this.#field === undefined) {
        const passed = Math.min(this.#missing, chunk.length - at)
        this.#missing -= passed
        at += passed
        if (this.#dropped) from = at
        if (this.#missing === 0) this.#field = this.#next
        if (this.#field === 'magic' && from < at) yield chunk.subarray(from, at)
        if (this.#field === 'magic') from = at
        continue
      }
      this.#bytes.push(chunk[at++] ?? 0)
      const isHeld = this.#field === 'magic' || this.#field === 'skipped-size'
      if (isHeld) from = at
      if (this.#bytes.length < FIELD_BYTES[this.#field]) continue
      const bytes = Uint8Array.from(this.#bytes)
      this.#bytes = []
      if (this.#field === 'magic' && !isSkippable(bytes)) yield bytes
      this.#take(this.#field, bytes)
      // A frame may end with a field: one whose last block is empty.
      if (this.#field === 'magic' && !isHeld) {
        yield chunk.subarray(from, at)
        from = at
      }
    }
    if (from < at) yield chunk.subarray(from, at)
  }

  /** The start of a frame that has no more: whoever unpacks it says that it is cut, but of those that are left out. */
  *rest(): Generator<Uint8Array, void, undefined> {
    if (this.#dropped && this.#field !== 'magic')
      throw new ImageError('image-truncated', 'zstd data ends too early, within a frame that is skipped')
    if (this.#field === 'magic' && this.#bytes.length > 0) yield Uint8Array.from(this.#bytes)
  }

  #take(field: Field, bytes: Uint8Array): void {
    switch (field) {
      case 'magic':
        this.#dropped = isSkippable(bytes)
        this.#field = this.#dropped ? 'skipped-size' : 'descriptor'
        return
      case 'skipped-size':
        this.#pass(number(bytes), 'magic')
        return
      case 'descriptor': {
        const [flags = 0] = bytes
        this.#checksum = flags & 4 ? CHECKSUM_BYTES : 0
        const isSingle = (flags & 0x20) !== 0
        const contentSize = CONTENT_SIZE_BYTES[flags >> 6] || (isSingle ? 1 : 0)
        const dictionary = DICTIONARY_BYTES[flags & 3] ?? 0
        this.#pass((isSingle ? 0 : 1) + dictionary + contentSize, 'block')
        return
      }
      case 'block': {
        const header = number(bytes)
        const size = ((header >> 1) & 3) === RLE ? 1 : header >> 3
        const isLast = (header & 1) === 1
        this.#pass(size + (isLast ? this.#checksum : 0), isLast ? 'magic' : 'block')
      }
    }
  }
}

/** `0x184D2A50` to `5F`. */
function isSkippable(magic: Uint8Array): boolean {
  return (number(magic) & 0xfffffff0) >>> 0 === 0x184d2a50
}

export function isZstdMagic(magic: Uint8Array): boolean {
  return number(magic) === MAGIC || isSkippable(magic)
}

/** Little-endian. */
function number(bytes: Uint8Array): number {
  return bytes.reduceRight((sum, byte) => sum * 256 + byte, 0)
}
