import { ImageError } from '../image-error.ts'

/** A stream of bytes that may know how to move forward without reading, as a file does. */
export interface ByteChunks extends AsyncIterable<Uint8Array> {
  /** Moves forward by up to `bytes` and answers by how many it moved. Only called between two chunks. */
  readonly skip?: (bytes: number) => number
  /** Nobody else has the chunks: whoever is done with one may free it. */
  readonly owned?: true
}

const EMPTY = Buffer.alloc(0)

/**
 * Reads a stream of chunks by exact lengths, without copying where a length lies within one chunk. A chunk is not looked
 * at again once the next was asked for, and what was handed out of it is good until then.
 */
export class ByteReader {
  /** Bytes handed out or skipped so far. */
  position = 0
  #chunk: Buffer = EMPTY
  #offset = 0
  #done = false
  #failure: unknown = undefined
  readonly #chunks: ByteChunks
  readonly #iterator: AsyncIterator<Uint8Array>

  constructor(chunks: ByteChunks) {
    this.#chunks = chunks
    this.#iterator = chunks[Symbol.asyncIterator]()
  }

  /** `length` bytes if they are at hand already, else undefined. */
  takeNow(length: number): Buffer | undefined {
    if (this.#chunk.length - this.#offset < length) return undefined
    const bytes = this.#chunk.subarray(this.#offset, this.#offset + length)
    this.#offset += length
    this.position += length
    return bytes
  }

  /** `length` bytes; undefined where the stream ended before the first of them. `what` names it in errors. */
  async take(length: number, what: string): Promise<Buffer | undefined> {
    const atHand = this.takeNow(length)
    if (atHand) return atHand
    const parts: Buffer[] = []
    let missing = length
    while (missing > 0) {
      const part = await this.some(missing)
      if (!part) break
      // A copy: the next chunk may take the place of this one.
      parts.push(Buffer.from(part))
      missing -= part.length
    }
    if (missing === length && length > 0) return undefined
    if (missing > 0) throw truncated(what, this.position)
    return Buffer.concat(parts, length)
  }

  /** The next 1 to `limit` bytes, as many as are at hand; undefined at the end. */
  async some(limit: number): Promise<Buffer | undefined> {
    if (this.#offset === this.#chunk.length && !(await this.#refill())) return undefined
    return this.takeNow(Math.min(limit, this.#chunk.length - this.#offset))
  }

  /** Moves forward by `length` bytes. Throws where the stream is shorter. */
  async skip(length: number, what: string): Promise<void> {
    if (!(await this.trySkip(length))) throw truncated(what, this.position)
  }

  /** Moves forward by `length` bytes. Answers false where the stream ended before that. */
  async trySkip(length: number): Promise<boolean> {
    let missing = length
    while (missing > 0) {
      const now = Math.min(missing, this.#chunk.length - this.#offset)
      this.#offset += now
      this.position += now
      missing -= now
      if (missing === 0) return true
      const jumped = this.#chunks.skip?.(missing) ?? 0
      this.position += jumped
      missing -= jumped
      if (missing > 0 && !(await this.#refill())) return false
    }
    return true
  }

  /** Reads to the end and answers how many bytes that were. */
  async drain(): Promise<number> {
    const start = this.position
    while (await this.some(Number.MAX_SAFE_INTEGER)) {
      // only the end matters
    }
    return this.position - start
  }

  /** Lets go of the stream, so that a file is closed where reading ends early. */
  async close(): Promise<void> {
    if (!this.#done) await this.#iterator.return?.()
    this.#done = true
  }

  async #refill(): Promise<boolean> {
    // A stream that failed is not a stream that ended, however often it is asked.
    if (this.#failure !== undefined) throw this.#failure
    while (!this.#done) {
      const next = await this.#iterator.next().catch((error: unknown) => {
        this.#failure = error
        throw error
      })
      if (next.done) {
        this.#done = true
        break
      }
      if (next.value.length === 0) continue
      this.#chunk = asBuffer(next.value)
      this.#offset = 0
      return true
    }
    this.#chunk = EMPTY
    this.#offset = 0
    return false
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function truncated(what: string, offset: number): ImageError {
  return new ImageError('image-truncated', `the archive ends within ${what}`, { offset })
}
