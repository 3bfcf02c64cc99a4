import type { InlineDockerfile } from '../../app/builds/named-build.ts'
import type { Position, Range } from '../../dockerfile/source.ts'
import { Lines } from '../../dockerfile/lines.ts'

/**
 * A range of a Dockerfile that is written in another file, as a range of that file.
 * @param text the other file
 * @param line where its description begins: what cannot be placed exactly is told there
 */
export function rangeInFile(range: Range, inline: InlineDockerfile, text: string, line: number): Range {
  const lines = new Lines(text)
  const { place } = inline
  if (place === undefined) return lines.range(lines.start(line - 1), lines.end(line - 1))
  const shifted = (at: Position): Position => {
    const wanted = place.line + at.line - 1
    const offset = Math.min(lines.start(wanted - 1) + place.indent + at.column - 1, lines.end(wanted - 1))
    return { offset, line: wanted, column: offset - lines.start(wanted - 1) + 1 }
  }
  return { start: shifted(range.start), end: shifted(range.end) }
}
