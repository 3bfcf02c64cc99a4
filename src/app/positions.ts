import type { Position, Range } from '../dockerfile/source.ts'

/** The place of an offset in a text. */
function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  return { offset, line, column: offset - lineStart + 1 }
}

/** The range from one offset to another, both counted in UTF-16 units. */
export function rangeOf(text: string, start: number, end: number): Range {
  return { start: positionAt(text, start), end: positionAt(text, end) }
}

/** The range of a whole line, counted from 1, without its newline. */
export function rangeOfLine(text: string, line: number): Range {
  const lines = text.split('\n')
  const offset = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  const length = (lines[line - 1] ?? '').replace(/\r$/, '').length
  return {
    start: { offset, line, column: 1 },
    end: { offset: offset + length, line, column: length + 1 },
  }
}
