import type { State } from './state.ts'

/** A part of the screen; the first of its lines is its heading. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface Layout {
  readonly groups: Area | undefined
  readonly files: Area | undefined
  readonly detail: Area
}

/** Wide enough for groups and files side by side. */
const WIDE = 100
/** High enough for one above the other. */
const HIGH = 20

/** Where things are: between the title's line and that of the keys. */
export function layoutOf({
  columns,
  lines,
  pane,
  subject,
}: Pick<State, 'columns' | 'lines' | 'pane' | 'subject'>): Layout {
  const details = lines >= 36 ? 7 : lines >= 28 ? 5 : lines >= HIGH ? 4 : lines >= 9 ? 3 : 2
  const height = lines - 2 - details
  const detail = { left: 0, top: 1 + height, width: columns, height: details }
  if (columns >= WIDE) {
    const width = Math.min(72, Math.round(columns * 0.42))
    return {
      groups: { left: 0, top: 1, width, height },
      files: { left: width + 1, top: 1, width: columns - width - 1, height },
      detail,
    }
  }
  const whole = { left: 0, top: 1, width: columns, height }
  if (lines < HIGH)
    return pane === 'files'
      ? { groups: undefined, files: whole, detail }
      : { groups: whole, files: undefined, detail }
  const above = Math.min(subject.groups + 2, Math.max(5, Math.floor(height * 0.35)))
  return {
    groups: { ...whole, height: above },
    files: { ...whole, top: 1 + above, height: height - above },
    detail,
  }
}

/** Smaller ones show nothing of use. */
export function isTooSmall({ columns, lines }: Pick<State, 'columns' | 'lines'>): boolean {
  return columns < 30 || lines < 6
}
