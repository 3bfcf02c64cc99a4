import { layoutOf } from './layout.ts'
import { childrenOf, fileRows, isFolder, isOpen, unfoldsAll } from './rows.ts'
import type { State } from './state.ts'
import type { Choice } from './subject.ts'

export type Action =
  | { readonly kind: 'resize'; readonly columns: number; readonly lines: number }
  /** `up`, `pagedown`, `ctrl-u`, `enter`, …; of what writes something, that: `w`, `G`, `?`, `space`. */
  | { readonly kind: 'key'; readonly key: string }

/** What a key or a new size of the terminal makes of the state. Pure. */
export function update(state: State, action: Action): State {
  if (action.kind === 'resize') return scrolled({ ...state, columns: action.columns, lines: action.lines })
  const { key } = action
  if (key === 'ctrl-c') return { ...state, isDone: true }
  if (state.isTyping) return scrolled(typed(state, key))
  if (state.help !== undefined) return helped(state, key)
  return scrolled(pressed(state, key))
}

function pressed(state: State, key: string): State {
  switch (key) {
    case 'q':
      return { ...state, isDone: true }
    case '?':
      return { ...state, help: 0 }
    case 'tab':
      return { ...state, pane: state.pane === 'files' ? 'groups' : 'files' }
    case '/':
      return { ...state, pane: 'files', isTyping: true }
    case 'escape':
      return chosen(state, { query: '', filter: undefined })
    case 'a':
      return state.group < 0 && !state.subject.whole.ofAll
        ? state
        : chosen(state, { isWhole: !state.isWhole })
    case 's':
      return arranged({ ...state, sort: state.sort === 'size' ? 'name' : 'size' })
    case 'm':
      return { ...state, showsRights: !state.showsRights }
    case '[':
      return toGroup(state, state.group - 1)
    case ']':
      return toGroup(state, state.group + 1)
    default:
      if (state.subject.filters.some(filter => filter.key === key)) return filtered(state, key)
      return state.pane === 'files' ? inFiles(state, key) : inGroups(state, key)
  }
}

function typed(state: State, key: string): State {
  if (key === 'enter' || key === 'tab' || key === 'down') return { ...state, isTyping: false }
  if (key === 'escape') return chosen({ ...state, isTyping: false }, { query: '' })
  const { query } = state
  if (key === 'backspace')
    return query === '' ? { ...state, isTyping: false } : chosen(state, { query: withoutLast(query) })
  if (key === 'ctrl-u') return chosen(state, { query: '' })
  const text = key === 'space' ? ' ' : key
  return isCharacter(text) ? chosen(state, { query: query + text }) : state
}

function isCharacter(key: string): boolean {
  return /^\P{C}$/u.test(key)
}

function withoutLast(text: string): string {
  return text.replace(/.$/su, '')
}

function helped(state: State, key: string): State {
  const by = moves(key, state.lines - 2)
  if (by === undefined) return { ...state, help: undefined }
  // The view knows how long the help is, and stops there.
  return { ...state, help: Math.min(100, Math.max(0, (state.help ?? 0) + by)) }
}

/** How far a key moves; undefined where it does not. */
function moves(key: string, page: number): number | undefined {
  const distances: Readonly<Record<string, number>> = {
    up: -1,
    k: -1,
    down: 1,
    j: 1,
    pageup: -page,
    'ctrl-b': -page,
    pagedown: page,
    'ctrl-f': page,
    'ctrl-u': -Math.ceil(page / 2),
    'ctrl-d': Math.ceil(page / 2),
    home: -Infinity,
    g: -Infinity,
    end: Infinity,
    G: Infinity,
  }
  return distances[key]
}

function inGroups(state: State, key: string): State {
  if (key === 'enter' || key === 'right' || key === 'l') return { ...state, pane: 'files' }
  const by = moves(key, (layoutOf(state).groups?.height ?? 2) - 1)
  return by === undefined ? state : toGroup(state, state.group + by)
}

function toGroup(state: State, group: number): State {
  const to = Math.max(-1, Math.min(group, state.subject.groups - 1))
  return to === state.group ? state : chosen(state, { group: to })
}

function inFiles(state: State, key: string): State {
  const at = state.rows[state.cursor]
  const by = moves(key, (layoutOf(state).files?.height ?? 2) - 1)
  if (by !== undefined) return { ...state, cursor: clamp(state.cursor + by, state.rows.length) }
  if (at === undefined) return state
  const folder = isFolder(state.subject.entries, at)
  switch (key) {
    case 'right':
    case 'l':
      if (!folder) return state
      return isOpen(state, at) ? { ...state, cursor: state.cursor + 1 } : unfolded(state, at)
    case 'left':
    case 'h':
      return folder && isOpen(state, at) ? folded(state, [at]) : toParent(state, at)
    case 'enter':
    case 'space':
      if (!folder) return state
      return isOpen(state, at) ? folded(state, [at]) : unfolded(state, at)
    case 'e':
      return withOpen(state, foldersIn(state, at))
    case 'E':
      return folded(state, unfoldsAll(state) ? foldersIn(state, 0) : [...state.open])
    default:
      return state
  }
}

/** A folder, and those in it as long as each is all that there is. */
function unfolded(state: State, at: number): State {
  const folders = [at]
  for (let only = onlyFolder(state, at); only !== undefined; only = onlyFolder(state, only))
    folders.push(only)
  return withOpen(state, folders)
}

function onlyFolder(state: State, at: number): number | undefined {
  const [first, second] = childrenOf(state, at)
  return first !== undefined && second === undefined && isFolder(state.subject.entries, first)
    ? first
    : undefined
}

function foldersIn({ subject, selection }: State, at: number): readonly number[] {
  const folders: number[] = []
  const end = subject.entries[at]?.end ?? 0
  for (let inside = at; inside < end; inside++)
    if (isFolder(subject.entries, inside) && (selection.files[inside] ?? 0) > 0) folders.push(inside)
  return folders
}

function withOpen(state: State, folders: readonly number[]): State {
  const [open, shut] = moved(folders, state.shut, state.open)
  return arranged({ ...state, open, shut })
}

function folded(state: State, folders: readonly number[]): State {
  const [shut, open] = moved(folders, state.open, state.shut)
  return arranged({ ...state, open, shut })
}

/** Folders taken from the one set to the other; the other comes first. */
function moved(folders: readonly number[], from: ReadonlySet<number>, to: ReadonlySet<number>) {
  const left = new Set(from)
  for (const at of folders) left.delete(at)
  return [new Set([...to, ...folders]), left] as const
}

function toParent(state: State, at: number): State {
  const row = state.rows.lastIndexOf(state.subject.entries[at]?.parent ?? 0, state.cursor)
  return row < 0 ? state : { ...state, cursor: row }
}

function filtered(state: State, filter: string): State {
  return chosen(state, { filter: state.filter === filter ? undefined : filter })
}

/** Other files are asked for. */
function chosen(state: State, changes: Partial<Choice>): State {
  const next = { ...state, ...changes, shut: new Set<number>() }
  return arranged({ ...next, selection: state.subject.select(next) })
}

/** Lines are made anew; the cursor stays on its entry, else on the folder that it was in. */
function arranged(state: State): State {
  const rows = fileRows(state)
  const { entries } = state.subject
  for (let at = state.rows[state.cursor] ?? 0; at > 0; at = entries[at]?.parent ?? 0) {
    const cursor = rows.indexOf(at)
    if (cursor >= 0) return { ...state, rows, cursor }
  }
  return { ...state, rows, cursor: 0 }
}

/** The cursor's line and the group's are on the screen. */
function scrolled(state: State): State {
  const { groups, files } = layoutOf(state)
  return {
    ...state,
    cursor: clamp(state.cursor, state.rows.length),
    top: scroll(state.top, state.cursor, state.rows.length, files),
    groupsTop: scroll(state.groupsTop, state.group + 1, state.subject.groups + 1, groups),
  }
}

function scroll(top: number, cursor: number, length: number, area: { height: number } | undefined): number {
  const height = (area?.height ?? 1) - 1
  if (height < 1) return cursor
  const least = Math.max(0, cursor - height + 1)
  const most = Math.max(0, Math.min(cursor, length - height))
  return Math.max(least, Math.min(top, most))
}

function clamp(value: number, length: number): number {
  return Math.max(0, Math.min(value, length - 1))
}
