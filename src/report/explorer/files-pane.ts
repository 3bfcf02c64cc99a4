import { count } from '../terminal/fit.ts'
import { lineOf, padded, type Piece } from './cells.ts'
import { blank, headingLine } from './lines.ts'
import type { Area } from './layout.ts'
import type { Look } from './look.ts'
import { isFolder, isOpen } from './rows.ts'
import type { State } from './state.ts'

/** The tree of files: bytes, share, what became of it, name. */
export function fileLines(state: State, { width, height }: Area, look: Look): readonly string[] {
  const isActive = state.pane === 'files'
  const lines = [heading(state, width, look, isActive)]
  state.rows.slice(state.top, state.top + height - 1).forEach((at, row) => {
    const isChosen = state.top + row === state.cursor
    const pieces = [{ text: isChosen ? look.cursor : ' ' }, ...rowPieces(state, at, width, look)]
    lines.push(lineOf(pieces, width, look.signs.more, isChosen && isActive ? look.chosen : undefined))
  })
  if (state.rows.length === 0)
    lines.push(...['', ...nothing(state)].map(text => lineOf([{ text: ` ${text}` }], width, look.signs.more)))
  return [...lines, ...blank(height - lines.length, width)].slice(0, height)
}

function heading(state: State, width: number, look: Look, isActive: boolean): string {
  const { subject, query, selection, sort } = state
  const filter = subject.filters.find(({ key }) => key === state.filter)
  const asked = [
    ...(filter === undefined ? [] : [`${filter.name} only`]),
    ...(query.trim() === '' ? [] : [`"${query.trim()}"`]),
  ]
  const sum = `${count(selection.files[0] ?? 0, 'file')}, ${subject.sizeText(selection, 0, look)}`
  return headingLine(subject.filesTitle(state), width, look, isActive, [
    ...(asked.length === 0 ? [] : [{ text: `  ${asked.join(', ')}`, look: look.warn }]),
    { text: `  ${sum}${sort === 'name' ? ', by name' : ''}`, look: look.dim },
  ])
}

function rowPieces(state: State, at: number, width: number, look: Look): readonly Piece[] {
  const { entries } = state.subject
  const { head, tail } = state.subject.rowPieces(state, at, look, width)
  // However deep it is, there is room for the name.
  const indent = '  '.repeat(Math.min((entries[at]?.depth ?? 1) - 1, Math.floor(width / 6)))
  const mark = isFolder(entries, at) ? (isOpen(state, at) ? look.opened : look.closed) : ' '
  return [...head, { text: `${indent}${mark} ` }, ...tail]
}

/** Which part of the whole it is, in a column: `  7% `. */
export function shareText(bytes: number, whole: number): string {
  const percent = whole === 0 ? 0 : (100 * bytes) / whole
  return `${padded(percent < 0.5 ? '' : `${Math.round(percent)}%`, 5, 'right')} `
}

function nothing({ query, subject, filter }: State): readonly string[] {
  if (query.trim() !== '') return ['No path here has that.', 'Esc shows all again.']
  const asked = subject.filters.find(({ key }) => key === filter)
  return asked === undefined ? [subject.nothing] : [asked.nothing, 'Esc shows all again.']
}
