import { type ImageTree, joinPath, parentOf } from './image-tree.ts'

export interface Resolution {
  /**
   * - `found`: something is there.
   * - `missing`: a component is absent, or stands below something that is no directory.
   * - `loop`: more links than Linux follows (40).
   */
  readonly kind: 'found' | 'missing' | 'loop'
  /** Without links: of what was found; else the resolved part with the rest appended. */
  readonly path: string
  /** Every directory and link passed, and what was found at the end, in order. */
  readonly crossed: readonly string[]
  /** Of what is missing, the deepest path that exists. */
  readonly existing: string
}

const maxLinks = 40

/** Resolves a path as Linux does (path_resolution(7)), component by component, in the image's own tree. */
export const resolvePath = (tree: ImageTree, path: string, follow: boolean): Resolution => {
  const crossed: string[] = ['/']
  // The next component is the last: links that lead on to long paths would make it slow to take the first.
  const pending = components(path)
  const withRest = (next: string): string => [next, ...pending.toReversed()].join('/')
  let at = '/'
  let links = 0
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === '..') {
      at = parentOf(at)
      continue
    }
    const next = joinPath(at, name)
    const node = tree.get(next)
    if (node === undefined) return ended('missing', withRest(next), crossed, at)
    crossed.push(next)
    if (node.kind === 'symlink' && (pending.length > 0 || follow)) {
      if (++links > maxLinks) return ended('loop', next, crossed, next)
      if (node.target.startsWith('/')) at = '/'
      for (const part of components(node.target)) pending.push(part)
      continue
    }
    if (node.kind !== 'directory' && pending.length > 0)
      return ended('missing', withRest(next), crossed, next)
    at = next
  }
  return ended('found', at, crossed, at)
}

/** The last one first. */
const components = (path: string): string[] =>
  path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .reverse()

const ended = (
  kind: Resolution['kind'],
  path: string,
  crossed: readonly string[],
  existing: string,
): Resolution => ({ kind, path, crossed, existing })
