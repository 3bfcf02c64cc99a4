import type { LayeredEntry } from '../../measure/files/layered-files.ts'
import { count } from '../terminal/fit.ts'
import { formatSize } from '../terminal/size.ts'
import { lineOf, padded, type Piece } from './cells.ts'
import { blank, headingLine } from './lines.ts'
import type { Area } from './layout.ts'
import type { Look } from './look.ts'
import { rightsText } from './rights.ts'
import { isFolder, isOpen } from './rows.ts'
import { isRemoved } from './selection.ts'
import type { State } from './state.ts'

/** The tree of files: bytes, share, what the layer did to it, name. */
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
  const { layer, isWhole, filter, query, selection, sort } = state
  const what = layer < 0 ? 'Image' : isWhole ? `Image after layer ${layer}` : `Layer ${layer}`
  const asked = [
    ...(filter === 'all' ? [] : [`${filter} only`]),
    ...(query.trim() === '' ? [] : [`"${query.trim()}"`]),
  ]
  const sum = `${count(selection.files[0] ?? 0, 'file')}, ${formatSize(selection.bytes[0] ?? 0)}`
  return headingLine(what, width, look, isActive, [
    ...(asked.length === 0 ? [] : [{ text: `  ${asked.join(', ')}`, look: look.warn }]),
    { text: `  ${sum}${sort === 'name' ? ', by name' : ''}`, look: look.dim },
  ])
}

function rowPieces(state: State, at: number, width: number, look: Look): readonly Piece[] {
  const { entries } = state.image
  const entry = entries[at]
  if (!entry) return []
  const bytes = state.selection.bytes[at] ?? 0
  const folder = isFolder(entries, at)
  const sign = signOf(state, entry)
  // However deep it is, there is room for the name.
  const indent = '  '.repeat(Math.min(entry.depth - 1, Math.floor(width / 6)))
  const mark = folder ? (isOpen(state, at) ? look.opened : look.closed) : ' '
  return [
    ...(state.showsRights ? [{ text: `${rightsText(entry)} `, look: look.dim }] : []),
    { text: padded(formatSize(bytes), 7, 'right'), look: bytes === 0 ? look.dim : undefined },
    { text: `${share(bytes, state.selection.bytes[0] ?? 0)} `, look: look.dim },
    { text: `${sign} `, look: sign === '-' ? look.bad : sign === '~' ? look.warn : look.good },
    { text: `${indent}${mark} ` },
    { text: `${entry.name}${folder ? '/' : ''}`, look: nameLook(state, entry, look) },
    ...notes(state, entry, look),
  ]
}

function share(bytes: number, whole: number): string {
  const percent = whole === 0 ? 0 : (100 * bytes) / whole
  return padded(percent < 0.5 ? '' : `${Math.round(percent)}%`, 5, 'right')
}

/** What the layer did: `+` adds, `~` replaces, `-` takes away. Of the whole image: `-` what a container does not see. */
function signOf(state: State, entry: LayeredEntry): '+' | '~' | '-' | ' ' {
  if (entry.kind === 'folder') return ' '
  if (state.layer < 0) return entry.until === undefined ? ' ' : '-'
  if (isRemoved(entry, state)) return '-'
  if (entry.from !== state.layer) return ' '
  return entry.replaces ? '~' : '+'
}

function nameLook(state: State, entry: LayeredEntry, look: Look): ((text: string) => string) | undefined {
  if (entry.waste) return look.warn
  if (entry.until !== undefined && (state.layer < 0 || isRemoved(entry, state))) return look.dim
  if (entry.ledger?.kept === false) return look.dim
  return entry.kind === 'folder' ? look.bold : undefined
}

function notes(state: State, entry: LayeredEntry, look: Look): readonly Piece[] {
  const texts = [
    ...(entry.kind === 'symlink' ? [`${look.signs.arrow} ${entry.linkPath}`] : []),
    ...(entry.waste && !isRemoved(entry, state) ? ['wasted'] : []),
    ...(entry.until === undefined ? [] : [untilText(state, entry, entry.until)]),
  ].filter(text => text !== '')
  return texts.length === 0 ? [] : [{ text: `  ${texts.join(', ')}`, look: look.dim }]
}

function untilText(state: State, entry: LayeredEntry, until: number): string {
  if (isRemoved(entry, state)) return `${formatSize(entry.bytes)} stay in layer ${entry.from}`
  return `${entry.isReplaced ? 'replaced' : 'deleted'} by layer ${until}`
}

function nothing(state: State): readonly string[] {
  if (state.query.trim() !== '') return ['No path here has that.', 'Esc shows all again.']
  switch (state.filter) {
    case 'all':
      return ['This layer holds no files.']
    case 'wasted':
      return ['Nothing here is wasted.', 'Esc shows all again.']
    case 'changed':
      return ['Nothing here replaces or deletes files of lower layers.', 'Esc shows all again.']
    case 'untouched':
      return ['Nothing here is left behind by the closure.', 'Esc shows all again.']
  }
}
