import type { ImageFiles } from '../../../measure/files/file-columns.ts'

/** An image's files by index: a folder comes right before all that is in it, and `end` is the index after that. */
export interface FileTree {
  readonly image: ImageFiles
  readonly length: number
  readonly parent: Int32Array
  readonly end: Int32Array
  /** Of all files, with those below. */
  readonly total: Float64Array
}

/** The bytes and files of each entry that a search or a filter leaves, with those below. */
export interface Selection {
  readonly bytes: Float64Array
  readonly files: Float64Array
}

export function fileTree(image: ImageFiles): FileTree {
  const { depths, bytes } = image.columns
  const { length } = depths
  const parent = new Int32Array(length).fill(-1)
  const end = new Int32Array(length)
  const open: number[] = []
  for (let at = 0; at < length; at++) {
    const depth = depths[at] ?? 0
    while (open.length > depth) end[open.pop() ?? 0] = at
    parent[at] = open.at(-1) ?? -1
    open.push(at)
  }
  for (const at of open) end[at] = length
  const total = Float64Array.from(bytes)
  sumUp(parent, total)
  return { image, length, parent, end, total }
}

/** @param isIn whether a file is one that was asked for; not asked of folders */
export function select(tree: FileTree, isIn: (at: number) => boolean): Selection {
  const { columns } = tree.image
  const bytes = new Float64Array(tree.length)
  const files = new Float64Array(tree.length)
  for (let at = 0; at < tree.length; at++) {
    if (isFolder(tree, at) || !isIn(at)) continue
    bytes[at] = columns.bytes[at] ?? 0
    files[at] = columns.counts[at] ?? 1
  }
  sumUp(tree.parent, bytes)
  sumUp(tree.parent, files)
  return { bytes, files }
}

function sumUp(parent: Int32Array, values: Float64Array): void {
  for (let at = values.length - 1; at > 0; at--) {
    const above = parent[at] ?? -1
    if (above >= 0) values[above] = (values[above] ?? 0) + (values[at] ?? 0)
  }
}

export function isFolder(tree: FileTree, at: number): boolean {
  const kind = tree.image.columns.kinds[at]
  return kind === 'd' || kind === 'h'
}

/** What is right in a folder, and has selected files. */
export function childrenOf(tree: FileTree, selection: Selection, at: number): readonly number[] {
  const children: number[] = []
  const end = tree.end[at] ?? 0
  for (let child = at + 1; child < end; child = tree.end[child] ?? end)
    if ((selection.files[child] ?? 0) > 0) children.push(child)
  return children
}

/** From the root to the entry itself. */
export function ancestors(tree: FileTree, at: number): readonly number[] {
  const found: number[] = []
  for (let up = at; up >= 0; up = tree.parent[up] ?? -1) found.unshift(up)
  return found
}

export function nameOf(tree: FileTree, at: number): string {
  const { names, kinds, counts } = tree.image.columns
  if (kinds[at] === '*') return `${(counts[at] ?? 0).toLocaleString('en-US')} smaller files`
  return at === 0 ? '/' : (names[at] ?? '')
}

/** As it would be typed in a container; what is hidden begins with the name of its folder. */
export function pathOf(tree: FileTree, at: number): string {
  if (at === 0) return '/'
  const parts = ancestors(tree, at).slice(1)
  const isHidden = tree.image.columns.kinds[parts[0] ?? 0] === 'h'
  return `${isHidden ? '' : '/'}${parts.map(part => nameOf(tree, part)).join('/')}`
}

/** The folder at the same path in another image; its deepest ancestor where there is none. */
export function sameFolder(from: FileTree, at: number, to: FileTree): number {
  const all = select(to, () => true)
  let found = 0
  for (const part of ancestors(from, at).slice(1)) {
    const name = nameOf(from, part)
    const next = childrenOf(to, all, found).find(child => isFolder(to, child) && nameOf(to, child) === name)
    if (next === undefined) break
    found = next
  }
  return found
}
