import { count } from '../terminal/fit.ts'
import { cutStart, lineOf, type Piece, widthOf } from './cells.ts'
import type { Look } from './look.ts'
import type { State } from './state.ts'

/** The last line: the keys that matter here, or what is being typed. */
export function keysLine(state: State, look: Look): string {
  const { columns, help, isTyping } = state
  if (isTyping) return findLine(state, look)
  const keys = help === undefined ? keysOf(state) : [['any key', 'back'] as const]
  const pieces: Piece[] = [{ text: ' ' }]
  let used = 1
  for (const [key, word] of keys) {
    const width = widthOf(`${key} ${word}  `)
    if (used + width > columns + 2) continue
    used += width
    pieces.push({ text: key, look: look.bold }, { text: ` ${word}  `, look: look.dim })
  }
  return lineOf(pieces, columns, '')
}

function findLine({ query, selection, columns }: State, look: Look): string {
  const found = `  ${count(selection.files[0] ?? 0, 'file')}  `
  const keys = 'Enter keeps, Esc drops it'
  // The end of a long query is what is being typed.
  const typed = cutStart(query, Math.max(8, columns - 24), look.signs.more)
  return lineOf(
    [
      { text: ' Find: ', look: look.bold },
      { text: typed },
      { text: ' ', look: look.chosen },
      { text: found },
      { text: keys, look: look.dim },
    ],
    columns,
    look.signs.more,
  )
}

/** The most wanted first: those that find no room are left out. */
function keysOf(state: State): readonly (readonly [string, string])[] {
  const { filter, query, group, isWhole, pane, sort, subject } = state
  const isNarrowed = filter !== undefined || query.trim() !== ''
  const { whole } = subject
  return [
    ['q', 'quit'],
    ['?', 'help'],
    ...(isNarrowed ? [['Esc', 'all again'] as const] : []),
    ['Tab', pane === 'files' ? subject.groupsName : 'files'],
    ['/', 'find'],
    ...subject.filters.map(({ key, name }) => [key, filter === key ? 'all' : name] as const),
    ['s', sort === 'size' ? 'by name' : 'by size'],
    ...(group < 0 && !whole.ofAll ? [] : [['a', isWhole ? whole.less : whole.more] as const]),
    ['m', 'mode'],
    ['e E', 'open, close all'],
  ]
}
