import type { TextEdit } from '../../dockerfile/edit.ts'
import { Lines } from '../../dockerfile/lines.ts'
import type { Range } from '../../dockerfile/source.ts'

/**
 * From the places of an edited text back to those of the text that the author has.
 * @returns for a range of the edited text the author's; undefined for what only the edits brought
 */
export function relocator(text: string, edits: readonly TextEdit[]): (range: Range) => Range | undefined {
  const sorted = edits.toSorted((a, b) => a.from - b.from || a.to - b.to)
  const lines = new Lines(text)
  return range => {
    const start = originalOffset(sorted, range.start.offset)
    if (start === undefined) return undefined
    const end = originalOffset(sorted, range.end.offset) ?? start
    return { start: lines.position(start), end: lines.position(Math.max(start, end)) }
  }
}

function originalOffset(edits: readonly TextEdit[], offset: number): number | undefined {
  let shift = 0
  for (const { from, to, text } of edits) {
    const start = from + shift
    if (offset < start) break
    if (offset < start + text.length) return undefined
    shift += text.length - (to - from)
  }
  return offset - shift
}
