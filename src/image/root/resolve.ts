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
  let pending = path.split('/').filter(part => part !== '' && part !== '.')
  let at = '/'
  let links = 0
  while (pending.length > 0) {
    const [name = '', ...rest] = pending
    pending = rest
    if (name === '..') {
      at = parentOf(at)
      continue
    }
    if (name === '.') continue
    const next = joinPath(at, name)
    const node = tree.get(next)
    if (node === undefined) return ended('missing', [next, ...rest].join('/'), crossed, at)
    crossed.push(next)
    if (node.kind === 'symlink' && (rest.length > 0 || follow)) {
      if (++links > maxLinks) return ended('loop', next, crossed, next)
      const target = node.target.split('/').filter(part => part !== '')
      if (node.target.startsWith('/')) at = '/'
      pending = [...target, ...rest]
      continue
    }
    if (node.kind !== 'directory' && rest.length > 0) {
      return ended('missing', [next, ...rest].join('/'), crossed, next)
    }
    at = next
  }
  return ended('found', at, crossed, at)
}

const ended = (
  kind: Resolution['kind'],
  path: string,
  crossed: readonly string[],
  existing: string,
): Resolution => ({ kind, path, crossed, existing })
