import type { Position, Range } from './source.ts'

/** Where each line of a text starts, and from that the line and column of any offset. Lines end at `\n` only. */
export class Lines {
  readonly text: string
  readonly count: number
  readonly #starts: number[]
  #last = 0

  constructor(text: string) {
    this.text = text
    const starts = [0]
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    this.#starts = starts
    // A newline ends a line; it does not begin another one.
    this.count = starts[starts.length - 1] === text.length ? starts.length - 1 : starts.length
  }

  start(line: number): number {
    return this.#starts[line] ?? this.text.length
  }

  /** After the newline that ends the line, or the end of the text. */
  next(line: number): number {
    return this.#starts[line + 1] ?? this.text.length
  }

  /** The end of the line's content: before every trailing `\r` and `\n`. */
  end(line: number): number {
    const start = this.start(line)
    let at = this.next(line)
    while (at > start) {
      const code = this.text.charCodeAt(at - 1)
      if (code !== 0x0a && code !== 0x0d) break
      at--
    }
    return at
  }

  range(from: number, to: number): Range {
    const start = this.position(from)
    return { start, end: to === from ? start : this.position(to) }
  }

  position(offset: number): Position {
    const line = this.#lineOf(offset)
    return { offset, line: line + 1, column: offset - this.start(line) + 1 }
  }

  /** Asked mostly in order, so it looks around the last answer before it searches. */
  #lineOf(offset: number): number {
    const last = this.#last
    if (offset >= this.start(last)) {
      const within = this.#starts[last + 1]
      if (within === undefined || offset < within) return last
      const after = this.#starts[last + 2]
      if (after === undefined || offset < after) return (this.#last = last + 1)
    }
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.start(middle) <= offset) low = middle
      else high = middle - 1
    }
    return (this.#last = low)
  }
}
