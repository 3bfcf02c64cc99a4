import type { LogicalText } from './syntax.ts'

/**
 * The lines of one instruction joined as BuildKit joins them. `starts[n]` is the index in `text` where the n-th piece
 * begins, `offsets[n]` the offset of that piece in the file.
 */
export interface Joined {
  readonly text: string
  readonly starts: readonly number[]
  readonly offsets: readonly number[]
}

/** The offset in the file of the character at `index`. */
export function offsetAt(joined: Joined, index: number): number {
  const piece = pieceOf(joined, index)
  return (joined.offsets[piece] ?? 0) + index - (joined.starts[piece] ?? 0)
}

/** The offset in the file just after the character before `index`. */
export function endOffsetAt(joined: Joined, index: number): number {
  return index === 0 ? offsetAt(joined, 0) : offsetAt(joined, index - 1) + 1
}

function pieceOf({ starts }: Joined, index: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((starts[middle] ?? 0) <= index) low = middle
    else high = middle - 1
  }
  return low
}

/** A stretch of joined lines. The offset map is made when it is first asked for, since most instructions never need it. */
export class LogicalSlice implements LogicalText {
  readonly text: string
  readonly #joined: Joined
  readonly #from: number
  #offsets: Uint32Array | undefined

  constructor(joined: Joined, from: number, to: number) {
    this.text = joined.text.slice(from, to)
    this.#joined = joined
    this.#from = from
  }

  get offsets(): Uint32Array {
    return (this.#offsets ??= mapOffsets(this.#joined, this.#from, this.text.length))
  }
}

function mapOffsets(joined: Joined, from: number, length: number): Uint32Array {
  const map = new Uint32Array(length + 1)
  let piece = pieceOf(joined, from)
  for (let at = 0; at < length; piece++) {
    const end = Math.min(length, (joined.starts[piece + 1] ?? Infinity) - from)
    const shift = (joined.offsets[piece] ?? 0) + from - (joined.starts[piece] ?? 0)
    for (; at < end; at++) map[at] = shift + at
  }
  map[length] = length === 0 ? endOffsetAt(joined, from) : (map[length - 1] ?? 0) + 1
  return map
}

/** The part `[from, to)` of a logical text, with its own offset map. */
export function sliceLogical(logical: LogicalText, from: number, to = logical.text.length): LogicalText {
  return { text: logical.text.slice(from, to), offsets: logical.offsets.subarray(from, to + 1) }
}
