import type { Selection, TreeEntry } from './subject.ts'

/** What an entry that is chosen counts. */
interface Counted {
  readonly bytes: number
  readonly before: number
}

/**
 * Sums up what is chosen, folder by folder.
 * @param counted of an entry, which has something below it or is a leaf; undefined where it is not chosen
 */
export function summed<Entry extends TreeEntry>(
  entries: readonly Entry[],
  query: string,
  counted: (entry: Entry, isLeaf: boolean) => Counted | undefined,
): Selection {
  const isFound = searched(entries, query)
  const bytes = new Float64Array(entries.length)
  const before = new Float64Array(entries.length)
  const files = new Int32Array(entries.length)
  entries.forEach((entry, at) => {
    if (at === 0) return
    const found = counted(entry, entry.end === at + 1)
    if (found === undefined || !isFound(at)) return
    bytes[at] = found.bytes
    before[at] = found.before
    files[at] = 1
  })
  const sums = [bytes, before, files]
  for (let at = entries.length - 1; at > 0; at--) {
    const above = entries[at]?.parent ?? 0
    for (const sum of sums) sum[above] = (sum[above] ?? 0) + (sum[at] ?? 0)
  }
  return { bytes, before, files }
}

const lowerPaths = new WeakMap<readonly TreeEntry[], readonly string[]>()

/** Paths in lower case; made at the first search and kept. */
function pathsOf(entries: readonly TreeEntry[]): readonly string[] {
  const known = lowerPaths.get(entries)
  if (known) return known
  const paths: string[] = []
  for (const { name, parent } of entries)
    paths.push(parent < 0 ? '' : `${paths[parent] ?? ''}/${name.toLowerCase()}`)
  lowerPaths.set(entries, paths)
  return paths
}

/** Files whose path has every word, where the package that owns them counts: `node_modules .map`, `openssl`. */
function searched(entries: readonly TreeEntry[], query: string): (at: number) => boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return () => true
  const paths = pathsOf(entries)
  return at => {
    const path = paths[at] ?? ''
    const owner = entries[at]?.owner?.toLowerCase() ?? ''
    return words.every(word => path.includes(word) || owner.includes(word))
  }
}
