import type { Evidence } from '../../model/change.ts'

/** `go.mod:3`, `pom.xml:4-9`, `yarn.lock`. */
export function place(evidence: Evidence): string {
  if (evidence.range === undefined) return evidence.file
  const first = evidence.range.start.line
  // A range that ends at a line's very start does not reach into that line.
  const last = evidence.range.end.column === 1 ? evidence.range.end.line - 1 : evidence.range.end.line
  return last > first ? `${evidence.file}:${first}-${last}` : `${evidence.file}:${first}`
}

/** Each place once, in order. */
export function places(evidence: readonly Evidence[]): readonly string[] {
  return [...new Set(evidence.map(place))]
}
