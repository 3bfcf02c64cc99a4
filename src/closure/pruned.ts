import { type ImageTree, isWithin, joinPath, nameOf, parentOf } from '../image/root/image-tree.ts'
import type { PrunedTree } from './closure.ts'

/**
 * What is left out of a tree that is kept whole: dependencies that a lock file says are for development only, and the
 * parts of a runtime that only build. Never by the trace alone; and never what the trace touched.
 */
export const findPruned = (
  tree: ImageTree,
  root: string,
  traced: ReadonlySet<string>,
): readonly PrunedTree[] => {
  const found: PrunedTree[] = []
  const pending = [root]
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const names = tree.list(directory)
    const pruned = prunedIn(tree, directory, names)
    found.push(...pruned)
    for (const name of names) {
      const path = joinPath(directory, name)
      if (tree.get(path)?.kind === 'directory' && !pruned.some(({ path: out }) => out === path))
        pending.push(path)
    }
  }
  return found.filter(({ path }) => !holdsTraced(path, traced)).sort((a, b) => (a.path < b.path ? -1 : 1))
}

const holdsTraced = (path: string, traced: ReadonlySet<string>): boolean => {
  for (const used of traced) if (isWithin(used, path)) return true
  return false
}

const prunedIn = (tree: ImageTree, directory: string, names: readonly string[]): readonly PrunedTree[] => {
  if (nameOf(directory) === 'node_modules') return nodeDevelopment(tree, directory)
  if (names.includes('jmods') && names.includes('release')) return javaDevelopment(tree, directory)
  if (/^python3\.\d+$/.test(nameOf(directory)) && names.includes('os.py'))
    return pythonDevelopment(tree, directory)
  if (directory === '/root' || parentOf(directory) === '/home') return caches(directory, names)
  return []
}

const caches = (directory: string, names: readonly string[]): readonly PrunedTree[] =>
  names
    .filter(name => name === '.cache' || name === '.npm')
    .map(name => ({
      path: joinPath(directory, name),
      because: 'what package managers keep for another time',
    }))

/** npm writes what it installed, and for what, into `node_modules/.package-lock.json` (lockfileVersion 2 and 3). */
const nodeDevelopment = (tree: ImageTree, directory: string): readonly PrunedTree[] => {
  const packages = lockPackages(tree.text(joinPath(directory, '.package-lock.json')))
  return Object.entries(packages)
    .filter(([, entry]) => entry.dev === true)
    .map(([key]) => joinPath(directory, key.replace(/^node_modules\//, '')))
    .filter(path => tree.get(path)?.kind === 'directory')
    .map(path => ({ path, because: 'a development dependency by .package-lock.json' }))
    .filter(({ path }, _, all) => !all.some(other => other.path !== path && isWithin(path, other.path)))
}

const lockPackages = (text: string | undefined): Readonly<Record<string, { readonly dev?: unknown }>> => {
  if (text === undefined) return {}
  try {
    const lock: unknown = JSON.parse(text)
    if (typeof lock !== 'object' || lock === null || !('packages' in lock)) return {}
    const { packages } = lock
    if (typeof packages !== 'object' || packages === null) return {}
    return Object.fromEntries(
      Object.entries(packages).filter(([, entry]) => typeof entry === 'object' && entry !== null),
    ) as Readonly<Record<string, { readonly dev?: unknown }>>
  } catch {
    return {}
  }
}

/** Of a JDK: modules for jlink, the sources, headers and manuals. The launcher and the run-time image stay. */
const javaDevelopment = (tree: ImageTree, directory: string): readonly PrunedTree[] =>
  ['jmods', 'lib/src.zip', 'include', 'man', 'demo', 'sample']
    .map(name => joinPath(directory, name))
    .filter(path => tree.get(path) !== undefined)
    .map(path => ({ path, because: 'a part of the JDK that only builds' }))

/** Of CPython: its own tests, its editor, and the installer's wheels. */
const pythonDevelopment = (tree: ImageTree, directory: string): readonly PrunedTree[] => {
  const config = tree.list(directory).filter(name => /^config-3\.\d+-/.test(name))
  return ['test', 'idlelib', 'turtledemo', 'ensurepip', 'lib2to3/tests', ...config, 'site-packages/pip']
    .map(name => joinPath(directory, name))
    .filter(path => tree.get(path) !== undefined)
    .map(path => ({
      path,
      because: path.endsWith('/pip')
        ? 'the installer, not a dependency'
        : 'a part of Python that only develops',
    }))
}
