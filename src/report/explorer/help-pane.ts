import { lineOf, padded } from './cells.ts'
import { blank, headingLine } from './lines.ts'
import type { Area } from './layout.ts'
import type { Look } from './look.ts'
import type { State } from './state.ts'
import type { Subject } from './subject.ts'

type Row = readonly [keys: string, text: string]

const move: readonly Row[] = [
  ['up down, j k', 'line by line'],
  ['PgUp PgDn', 'page by page'],
  ['Home End, g G', 'first, last'],
  ['right, Enter', 'open a folder, or go in'],
  ['left', 'close it, or go out'],
  ['e  E', 'open all that is in a folder; close all'],
]

/** What there is to go through, and to ask for, depends on what is looked into. */
const groupRows = ({ groupsName }: Subject): readonly Row[] => [
  ['Tab', `between ${groupsName} and files`],
  ['[ ]', `up and down the ${groupsName}`],
]

const askRows = ({ filters, whole }: Subject): readonly Row[] => [
  ['/', 'find: every word in the path or the package'],
  ...filters.map(({ key, help }): Row => [key, help]),
  ['a', whole.help],
  ['s', 'by size or by name'],
  ['m', 'mode and owner'],
  ['Esc', 'all again'],
  ['q, Ctrl-C', 'quit'],
]

/** What each key does, and what the signs mean. */
export function helpLines(state: State, { width, height }: Area, look: Look): readonly string[] {
  const row = ([keys, text]: Row) => [{ text: `  ${padded(keys, 15)} `, look: look.bold }, { text }]
  const { subject } = state
  const lines = [
    ...[...move, ...groupRows(subject)].map(row),
    [{ text: '' }],
    ...askRows(subject).map(row),
    [{ text: '' }],
    ...subject.legend(look),
  ]
  const room = height - 1
  const from = Math.min(state.help ?? 0, Math.max(0, lines.length - room))
  const shown = lines.slice(from, from + room)
  const more = from + room < lines.length ? ' (down for more)' : ''
  return [
    headingLine(`Keys${more}`, width, look, true),
    ...shown.map(pieces => lineOf(pieces, width, look.signs.more)),
    ...blank(room - shown.length, width),
  ]
}
