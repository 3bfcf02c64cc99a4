import { lineOf } from './cells.ts'
import { blank, headingLine } from './lines.ts'
import type { Area } from './layout.ts'
import type { Look } from './look.ts'
import type { State } from './state.ts'

/** All files, then each group of them: the layers from the lowest up, or the owners. */
export function groupLines(state: State, { width, height }: Area, look: Look): readonly string[] {
  const { subject, groupsTop } = state
  const isActive = state.pane === 'groups'
  const [title, note] = subject.groupsTitle
  const lines = [headingLine(title, width, look, isActive, [{ text: `  ${note}`, look: look.dim }])]
  for (let row = groupsTop; row < groupsTop + height - 1 && row <= subject.groups; row++) {
    const isChosen = row - 1 === state.group
    const pieces = [{ text: isChosen ? look.cursor : ' ' }, ...subject.groupPieces(row - 1, look)]
    const whole = isChosen ? (isActive ? look.chosen : look.bold) : undefined
    lines.push(lineOf(pieces, width, look.signs.more, whole))
  }
  return [...lines, ...blank(height - lines.length, width)]
}
