import type { FileTree } from './file-tree.ts'

const paths = new WeakMap<FileTree, readonly string[]>()

/** Lower-case paths of all entries; made at the first search and kept. */
function lowerPaths(tree: FileTree): readonly string[] {
  const known = paths.get(tree)
  if (known !== undefined) return known
  const made: string[] = []
  const { names } = tree.image.columns
  for (let at = 0; at < tree.length; at++) {
    const above = tree.parent[at] ?? -1
    made.push(above < 0 ? '' : `${made[above] ?? ''}/${(names[at] ?? '').toLowerCase()}`)
  }
  paths.set(tree, made)
  return made
}

/**
 * Files whose path has every word, and whose owner counts as part of it: `node_modules .map`, `openssl`.
 * @returns undefined where nothing is searched
 */
export function searched(tree: FileTree, query: string): ((at: number) => boolean) | undefined {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return undefined
  const all = lowerPaths(tree)
  const { owners, reasons } = tree.image.columns
  const lower = reasons.map(reason => reason.toLowerCase())
  return at => {
    const path = all[at] ?? ''
    const owner = lower[owners[at] ?? -1] ?? ''
    return words.every(word => path.includes(word) || owner.includes(word))
  }
}
