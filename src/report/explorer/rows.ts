import type { LayeredEntry } from '../../measure/files/layered-files.ts'
import type { State } from './state.ts'

type Shown = Unfolding & Pick<State, 'image' | 'sort' | 'open' | 'shut'>

/** The entries that have a line, top to bottom. The root has none: it would be the only one. */
export function fileRows(state: Shown): readonly number[] {
  const rows: number[] = []
  const stack = childrenOf(state, 0).reverse()
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    rows.push(at)
    if (!isFolder(state.image.entries, at) || !isOpen(state, at)) continue
    for (const child of childrenOf(state, at).reverse()) stack.push(child)
  }
  return rows
}

/** Of so few files one wants to see each. */
const FEW = 40

/** What is found by a search, and few files of a layer or a filter, are seen at once, without opening folders. */
export function unfoldsAll({ query, layer, filter, selection }: Unfolding): boolean {
  const isPart = layer >= 0 || filter !== 'all'
  return query.trim() !== '' || (isPart && (selection.files[0] ?? 0) <= FEW)
}

type Unfolding = Pick<State, 'query' | 'layer' | 'filter' | 'selection'>

/** Whether what is in a folder is on lines of its own. */
export function isOpen(state: Unfolding & Pick<State, 'open' | 'shut'>, at: number): boolean {
  return unfoldsAll(state) ? !state.shut.has(at) : state.open.has(at)
}

/** What is chosen right in a folder, sorted. */
export function childrenOf({ image, selection, sort }: Shown, folder: number): number[] {
  const { entries } = image
  const children: number[] = []
  const end = entries[folder]?.end ?? 0
  for (let at = folder + 1; at < end; at = entries[at]?.end ?? end)
    if ((selection.files[at] ?? 0) > 0) children.push(at)
  if (sort === 'name') return children
  return children.sort((a, b) => (selection.bytes[b] ?? 0) - (selection.bytes[a] ?? 0) || a - b)
}

export function isFolder(entries: readonly LayeredEntry[], at: number): boolean {
  return entries[at]?.kind === 'folder'
}

/** From below the root to the entry itself. */
function ancestorsOf(entries: readonly LayeredEntry[], at: number): readonly number[] {
  const found: number[] = []
  for (let up = at; up > 0; up = entries[up]?.parent ?? 0) found.unshift(up)
  return found
}

/** As it would be typed in a container. */
export function pathOf(entries: readonly LayeredEntry[], at: number): string {
  return `/${ancestorsOf(entries, at)
    .map(part => entries[part]?.name ?? '')
    .join('/')}`
}
