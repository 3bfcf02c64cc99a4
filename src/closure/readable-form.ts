import { ancestorsOf, type ImageTree, isWithin } from '../image/root/image-tree.ts'
import { pathsBelow } from '../image/root/read-tree.ts'
import type { Closure, KeptPackage } from './closure.ts'
import { developmentByLock } from './development/node.ts'
import type { Ledger, Reason } from './ledger.ts'
import { isRuntimePlace, isSharedPlace } from './places.ts'
import { cutTree } from './tree-cut.ts'

/** The closure as a person reads it: packages by name, directories, and what is left. */
export interface ReadableForm {
  readonly packages: readonly KeptPackage[]
  /** What of the packages does not come along: programs beside others that do, and directories of data. */
  readonly left: readonly string[]
  /** Directories that are taken whole. */
  readonly trees: readonly string[]
  /** Directories within them that are not. */
  readonly out: readonly string[]
  /** Directories `node_modules` whose development dependencies, by their lock file, are not either. */
  readonly lean: readonly string[]
  /** Single files, links, and directories without their contents. */
  readonly paths: readonly string[]
  /** What these lines select: the closure, and what the cut took along. Sorted. */
  readonly kept: readonly string[]
  readonly ledger: Ledger
  /** Bytes that came along for the sake of fewer lines. */
  readonly surplus: number
}

/** λ of the tree cut: what one line less may cost. */
const lineBytes = 16 * 1024

export const readableForm = (closure: Closure, tree: ImageTree): ReadableForm => {
  const kept = new Set(closure.kept)
  const byPackage = new Set(closure.packages.flatMap(({ paths }) => paths))
  const pruned = closure.trees.flatMap(whole => whole.pruned.map(({ path }) => path))
  const inTree = (path: string): boolean =>
    closure.trees.some(whole => isWithin(path, whole.path)) && !pruned.some(out => isWithin(path, out))
  const named = closure.kept.filter(path => !byPackage.has(path) && !inTree(path))
  const wanted = new Set(withoutAncestors(named, closure.kept))
  const prunedOut = new Set(pruned)
  const lean = developmentByLock(tree, prunedOut)
  const cut = cutTree({
    tree,
    wanted,
    free: path => kept.has(path),
    closed: path => isClosed(tree, kept, prunedOut, path),
    lineBytes,
  })
  const lines = cut.lines.map(line => ({ ...line }))
  const trees = [...closure.trees.map(({ path }) => path), ...lines.filter(isTree).map(({ path }) => path)]
  const surplus = takenAlong(tree, lines.filter(isTree), kept)
  return {
    packages: closure.packages,
    left: closure.left,
    trees: trees.sort(),
    out: pruned.filter(out => !lean.some(directory => isWithin(out, directory))).sort(),
    lean,
    paths: lines
      .filter(line => !isTree(line))
      .map(({ path }) => path)
      .sort(),
    kept: [...closure.kept, ...surplus.keys()].sort(),
    ledger: new Map([...closure.ledger, ...surplus].sort(([a], [b]) => (a < b ? -1 : 1))),
    surplus: cut.surplus,
  }
}

const isTree = (line: { readonly kind: 'tree' | 'path' }): boolean => line.kind === 'tree'

/** A directory that holds something kept comes along with it. */
const withoutAncestors = (named: readonly string[], kept: readonly string[]): readonly string[] => {
  const parents = new Set(kept.flatMap(path => ancestorsOf(path)))
  return named.filter(path => !parents.has(path))
}

/**
 * Never whole: what was pruned, what many programs share (a newer base may put anything there), and a directory that
 * would bring along a file with rights of its own.
 */
const isClosed = (
  tree: ImageTree,
  kept: ReadonlySet<string>,
  pruned: ReadonlySet<string>,
  path: string,
): boolean => {
  if (isRuntimePlace(path) || isSharedPlace(path)) return true
  // What lies below is out too, whatever line would name it.
  if (pruned.size > 0 && [path, ...ancestorsOf(path)].some(at => pruned.has(at))) return true
  const node = tree.get(path)
  if (node === undefined || kept.has(path)) return false
  return (
    node.kind.endsWith('device') ||
    (node.kind === 'file' && ((node.mode & 0o6000) !== 0 || node.xattrs.size > 0))
  )
}

const takenAlong = (
  tree: ImageTree,
  lines: readonly { readonly path: string }[],
  kept: ReadonlySet<string>,
): ReadonlyMap<string, readonly Reason[]> => {
  const along = new Map<string, readonly Reason[]>()
  for (const { path: root } of lines) {
    const because = `in ${root}, of which the rest is needed: one line instead of many`
    for (const path of pathsBelow(tree, root))
      if (!kept.has(path)) along.set(path, [{ rule: 'cut', because }])
  }
  return along
}
