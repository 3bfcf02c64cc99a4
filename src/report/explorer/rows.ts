import type { State } from './state.ts'
import type { TreeEntry } from './subject.ts'

type Unfolding = Pick<State, 'query' | 'group' | 'filter' | 'selection'>
type Shown = Unfolding & Pick<State, 'subject' | 'sort' | 'open' | 'shut'>

/** The entries that have a line, top to bottom. The root has none: it would be the only one. */
export function fileRows(state: Shown): readonly number[] {
  const rows: number[] = []
  const stack = childrenOf(state, 0).reverse()
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    rows.push(at)
    if (!isFolder(state.subject.entries, at) || !isOpen(state, at)) continue
    for (const child of childrenOf(state, at).reverse()) stack.push(child)
  }
  return rows
}

/** Of so few files one wants to see each. */
const FEW = 40

/** What is found by a search, and few files of a group or a filter, are seen at once, without opening folders. */
export function unfoldsAll({ query, group, filter, selection }: Unfolding): boolean {
  const isPart = group >= 0 || filter !== undefined
  return query.trim() !== '' || (isPart && (selection.files[0] ?? 0) <= FEW)
}

/** Whether what is in a folder is on lines of its own. */
export function isOpen(state: Unfolding & Pick<State, 'open' | 'shut'>, at: number): boolean {
  return unfoldsAll(state) ? !state.shut.has(at) : state.open.has(at)
}

/** What is chosen right in a folder, sorted. */
export function childrenOf({ subject, selection, sort }: Shown, folder: number): number[] {
  const { entries } = subject
  const children: number[] = []
  const end = entries[folder]?.end ?? 0
  for (let at = folder + 1; at < end; at = entries[at]?.end ?? end)
    if ((selection.files[at] ?? 0) > 0) children.push(at)
  if (sort === 'name') return children
  return children.sort((a, b) => subject.weight(selection, b) - subject.weight(selection, a) || a - b)
}

export function isFolder(entries: readonly TreeEntry[], at: number): boolean {
  return entries[at]?.kind === 'folder'
}

/** From below the root to the entry itself. */
function ancestorsOf(entries: readonly TreeEntry[], at: number): readonly number[] {
  const found: number[] = []
  for (let up = at; up > 0; up = entries[up]?.parent ?? 0) found.unshift(up)
  return found
}

/** As it would be typed in a container. */
export function pathOf(entries: readonly TreeEntry[], at: number): string {
  return `/${ancestorsOf(entries, at)
    .map(part => entries[part]?.name ?? '')
    .join('/')}`
}
