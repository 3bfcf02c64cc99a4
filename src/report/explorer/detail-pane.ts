import { wrap } from '../terminal/text.ts'
import { cutStart, lineOf } from './cells.ts'
import { blank, headingLine } from './lines.ts'
import type { Area } from './layout.ts'
import type { Look } from './look.ts'
import { pathOf } from './rows.ts'
import type { State } from './state.ts'
import type { Detail } from './subject.ts'

/** All that is known of what the cursor is on. */
export function detailLines(state: State, { width, height }: Area, look: Look): readonly string[] {
  const { title, facts } =
    state.pane === 'groups' ? state.subject.groupDetail(state.group, look) : entryDetail(state, width, look)
  const room = height - 1
  const wrapped = facts.flatMap(({ text, look }) => wrap(text, width - 2).map(line => ({ text: line, look })))
  const lines = (wrapped.length <= room ? wrapped : facts).slice(0, room)
  return [
    headingLine(title, width, look, true),
    ...lines.map(piece => lineOf([{ text: ' ' }, piece], width, look.signs.more)),
    ...blank(room - lines.length, width),
  ]
}

function entryDetail(state: State, width: number, look: Look): Detail {
  const at = state.rows[state.cursor]
  if (at === undefined) return { title: 'Nothing chosen', facts: [] }
  return {
    title: cutStart(pathOf(state.subject.entries, at), width - 6, look.signs.more),
    facts: state.subject.entryFacts(state, at, look),
  }
}
