import { lineOf, padded } from './cells.ts'
import { blank, headingLine } from './lines.ts'
import type { Area } from './layout.ts'
import type { Look } from './look.ts'
import type { State } from './state.ts'

const move: readonly (readonly [string, string])[] = [
  ['up down, j k', 'line by line'],
  ['PgUp PgDn', 'page by page'],
  ['Home End, g G', 'first, last'],
  ['right, Enter', 'open a folder, or go in'],
  ['left', 'close it, or go out'],
  ['e  E', 'open all that is in a folder; close all'],
  ['Tab', 'between layers and files'],
  ['[ ]', 'layer before, layer after'],
]
const ask: readonly (readonly [string, string])[] = [
  ['/', 'find: every word in the path or the package'],
  ['w', 'only what is wasted'],
  ['c', 'only what replaces or deletes lower files'],
  ['u', 'only what a closure leaves behind'],
  ['a', "a layer's own files, or all as of that layer"],
  ['s', 'by size or by name'],
  ['m', 'mode and owner'],
  ['Esc', 'all files again'],
  ['q, Ctrl-C', 'quit'],
]

/** What each key does, and what the signs mean. */
export function helpLines(state: State, { width, height }: Area, look: Look): readonly string[] {
  const row = ([keys, text]: readonly [string, string]) => [
    { text: `  ${padded(keys, 15)} `, look: look.bold },
    { text },
  ]
  const hasLedger = state.image.ledger !== undefined
  const lines = [
    ...move.map(row),
    [{ text: '' }],
    ...ask.filter(([key]) => key !== 'u' || hasLedger).map(row),
    [{ text: '' }],
    [
      { text: '  + ', look: look.good },
      { text: 'added by the layer  ' },
      { text: '~ ', look: look.warn },
      { text: 'replaces a lower file  ' },
      { text: '- ', look: look.bad },
      { text: 'gone' },
    ],
    [{ text: '  Of the whole image, -: held by a layer, and no container sees it' }],
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
