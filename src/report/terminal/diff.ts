import { createTwoFilesPatch } from 'diff'
import type { Style } from './style.ts'

/** A unified diff of one file; `before` is undefined for a new one. Empty where nothing changed. */
export function renderDiff(
  path: string,
  before: string | undefined,
  after: string,
  style: Style,
): readonly string[] {
  return patchLines(path, before, after).map(line => ` ${colour(line, style)}`.trimEnd())
}

/** The lines of the same diff, as they are. */
export function patchLines(path: string, before: string | undefined, after: string): readonly string[] {
  if (before === after) return []
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : path,
    `${path} (proposed)`,
    before ?? '',
    after,
    undefined,
    undefined,
    { context: 3 },
  )
  return patch
    .trimEnd()
    .split('\n')
    .filter(line => !line.startsWith('====='))
}

function colour(line: string, style: Style): string {
  if (line.startsWith('+++') || line.startsWith('---')) return style.bold(line)
  if (line.startsWith('+')) return style.good(line)
  if (line.startsWith('-')) return style.bad(line)
  if (line.startsWith('@@')) return style.dim(line)
  return line
}
