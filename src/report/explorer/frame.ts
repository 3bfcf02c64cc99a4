import { lineOf } from './cells.ts'
import { detailLines } from './detail-pane.ts'
import { fileLines } from './files-pane.ts'
import { helpLines } from './help-pane.ts'
import { keysLine } from './keys-line.ts'
import { groupLines } from './groups-pane.ts'
import { type Area, isTooSmall, layoutOf } from './layout.ts'
import type { Look } from './look.ts'
import type { State } from './state.ts'

/** Text that begins at a column, counted from 0. */
export interface Part {
  readonly left: number
  readonly text: string
}

/** A line of the screen: its parts, left to right. */
export type FrameLine = readonly Part[]

/** The whole screen, as many lines as it has. Pure: the same state looks the same. */
export function frameOf(state: State, look: Look): readonly FrameLine[] {
  const lines: Part[][] = Array.from({ length: state.lines }, () => [])
  const put = (area: Area, texts: readonly string[]): void =>
    texts.slice(0, area.height).forEach((text, at) => lines[area.top + at]?.push({ left: area.left, text }))
  if (isTooSmall(state)) {
    put({ left: 0, top: 0, width: state.columns, height: 1 }, [
      lineOf([{ text: 'too small (q quits)' }], state.columns, ''),
    ])
    return lines
  }
  const whole = { left: 0, top: 0, width: state.columns, height: state.lines }
  put(whole, [lineOf(state.subject.title(look), state.columns, look.signs.more)])
  put({ ...whole, top: state.lines - 1 }, [keysLine(state, look)])
  if (state.help !== undefined) {
    const area = { ...whole, top: 1, height: state.lines - 2 }
    put(area, helpLines(state, area, look))
    return lines
  }
  const { groups, files, detail } = layoutOf(state)
  if (groups) put(groups, groupLines(state, groups, look))
  if (groups && files && files.left > 0) {
    const wall = Array.from({ length: files.height }, () => look.dim(look.wall))
    put({ ...files, left: files.left - 1 }, wall)
  }
  if (files) put(files, fileLines(state, files, look))
  put(detail, detailLines(state, detail, look))
  return lines
}
