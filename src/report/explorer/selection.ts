import type { LayeredEntry } from '../../measure/files/layered-files.ts'

export type Filter = 'all' | 'changed' | 'wasted' | 'untouched'

/** Which files a person wants to see. */
export interface Choice {
  /** A layer's index; -1 for the whole image, hidden files and all. */
  readonly layer: number
  /** Not what the layer holds, but all files as they are once it is there. */
  readonly isWhole: boolean
  readonly filter: Filter
  readonly query: string
}

/** By index of the entry, with all that is below. */
export interface Selection {
  readonly bytes: Float64Array
  readonly files: Int32Array
}

export function selectFiles(entries: readonly LayeredEntry[], choice: Choice): Selection {
  const isFound = searched(entries, choice.query)
  const bytes = new Float64Array(entries.length)
  const files = new Int32Array(entries.length)
  entries.forEach((entry, at) => {
    const isLeaf = entry.end === at + 1
    if (!isLeaf || at === 0 || !isShown(entry, choice) || !passes(entry, choice) || !isFound(at)) return
    bytes[at] = isRemoved(entry, choice) ? 0 : entry.bytes
    files[at] = 1
  })
  for (let at = entries.length - 1; at > 0; at--) {
    const above = entries[at]?.parent ?? 0
    bytes[above] = (bytes[above] ?? 0) + (bytes[at] ?? 0)
    files[above] = (files[above] ?? 0) + (files[at] ?? 0)
  }
  return { bytes, files }
}

/** The layer that is looked at only took it away: its bytes are another's. */
export function isRemoved({ until }: LayeredEntry, { layer }: Choice): boolean {
  return layer >= 0 && until === layer
}

function isShown(entry: LayeredEntry, { layer, isWhole }: Choice): boolean {
  const { from, until, isReplaced } = entry
  if (layer < 0) return true
  if (until === layer) return !isReplaced && from !== layer
  return from === layer || (isWhole && from < layer && (until === undefined || until > layer))
}

function passes(entry: LayeredEntry, choice: Choice): boolean {
  switch (choice.filter) {
    case 'all':
      return true
    case 'wasted':
      return entry.waste !== undefined
    case 'untouched':
      return entry.ledger?.kept === false
    case 'changed':
      return choice.layer < 0
        ? entry.until !== undefined || entry.replaces
        : isRemoved(entry, choice) || (entry.from === choice.layer && (entry.replaces || choice.isWhole))
  }
}

const lowerPaths = new WeakMap<readonly LayeredEntry[], readonly string[]>()

/** Paths in lower case; made at the first search and kept. */
function pathsOf(entries: readonly LayeredEntry[]): readonly string[] {
  const known = lowerPaths.get(entries)
  if (known) return known
  const paths: string[] = []
  for (const { name, parent } of entries)
    paths.push(parent < 0 ? '' : `${paths[parent] ?? ''}/${name.toLowerCase()}`)
  lowerPaths.set(entries, paths)
  return paths
}

/** Files whose path has every word, where the package that owns them counts: `node_modules .map`, `openssl`. */
function searched(entries: readonly LayeredEntry[], query: string): (at: number) => boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return () => true
  const paths = pathsOf(entries)
  return at => {
    const path = paths[at] ?? ''
    const owner = entries[at]?.owner?.toLowerCase() ?? ''
    return words.every(word => path.includes(word) || owner.includes(word))
  }
}
