import { ancestorsOf, type ImageTree, isWithin } from '../image/root/image-tree.ts'
import { resolvePath } from '../image/root/resolve.ts'
import type { ClosureInput, KeptTree } from './closure.ts'
import type { Ownership } from './ownership.ts'
import { isRuntimePlace, isSharedPlace, isUsersPlace } from './places.ts'
import { findPruned } from './pruned.ts'

/**
 * The app's own trees: the topmost directory that no OS package owns and that holds a file in use, and what the last
 * stage's COPY instructions brought. Kept whole, since a trace alone never deletes an app's file.
 */
export const findTrees = (input: ClosureInput, ownership: Ownership): readonly KeptTree[] => {
  const { tree, trace } = input
  const found = new Map<string, string>()
  const take = (path: string, because: string): void => {
    const root = treeRoot(tree, ownership, path)
    if (root !== undefined && !found.has(root)) found.set(root, because)
  }
  const brought = (path: string, because: string): void => {
    const real = resolvePath(tree, path, true)
    if (real.kind !== 'found' || tree.get(real.path)?.kind !== 'directory' || isRuntimePlace(real.path))
      return
    const own = treeRoot(tree, ownership, real.path)
    if (own !== undefined) take(own, because)
    else if (!isSharedPlace(real.path) || isUsersPlace(real.path)) found.set(real.path, because)
  }
  for (const copy of input.copies) brought(copy, 'copied by the Dockerfile')
  for (const volume of input.config.volumes) brought(volume, 'VOLUME')
  const workdir = resolvePath(tree, input.config.workdir || '/', true)
  if (workdir.kind === 'found') take(workdir.path, 'WORKDIR')
  for (const opened of trace.opened) {
    const real = resolvePath(tree, opened.path, opened.follow)
    if (real.kind === 'found') take(real.path, `${opened.path} was opened`)
  }
  const roots = [...found.keys()].filter(
    root => ![...found.keys()].some(o => o !== root && isWithin(root, o)),
  )
  const traced = tracedPaths(input)
  return roots.sort().map(path => ({
    path,
    kind: isRuntimeTree(tree, path) ? ('runtime' as const) : ('app' as const),
    because: found.get(path) ?? '',
    pruned: findPruned(tree, path, traced),
  }))
}

/** The topmost directory around a path that no OS package owns. Undefined where all belong to the system. */
const treeRoot = (tree: ImageTree, ownership: Ownership, path: string): string | undefined => {
  if (isRuntimePlace(path)) return undefined
  const directories = [path, ...ancestorsOf(path)].filter(at => tree.get(at)?.kind === 'directory').reverse()
  if (ownership.owner(path) !== undefined) return undefined
  return directories.find(at => isOwnTree(at) && !ownership.ownsDirectory(at))
}

const isRuntimeTree = (tree: ImageTree, path: string): boolean =>
  (path.startsWith('/usr/') && !path.startsWith('/usr/src/')) ||
  path.startsWith('/etc/') ||
  path.startsWith('/var/lib/') ||
  tree.get(`${path}/lib/modules`) !== undefined ||
  tree.get(`${path}/openjdk/lib/modules`) !== undefined

/** Temporary and cached files are no app's tree. */
const isOwnTree = (path: string): boolean =>
  !isSharedPlace(path) &&
  !path.endsWith('/__pycache__') &&
  !/^\/(tmp|var\/tmp|var\/cache|run|var\/log)\//.test(path)

const tracedPaths = (input: ClosureInput): ReadonlySet<string> =>
  new Set(
    input.trace.found
      .map(({ path, follow }) => resolvePath(input.tree, path, follow))
      .filter(({ kind }) => kind === 'found')
      .map(({ path }) => path),
  )
