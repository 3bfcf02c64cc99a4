import { type ImageTree, isWithin, joinPath, nameOf, parentOf } from '../image/root/image-tree.ts'
import type { PrunedTree } from './closure.ts'
import { nodeDevelopment } from './development/node.ts'
import { pythonPackages } from './development/python.ts'
import { rubyDevelopment } from './development/ruby.ts'

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
    const pruned = prunedIn(tree, directory, names, path => holdsTraced(path, traced))
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

const prunedIn = (
  tree: ImageTree,
  directory: string,
  names: readonly string[],
  isUsed: (path: string) => boolean,
): readonly PrunedTree[] => {
  if (nameOf(directory) === 'node_modules') return nodeDevelopment(tree, directory)
  if (nameOf(directory) === 'site-packages') return pythonPackages(tree, directory, isUsed)
  if (nameOf(directory) === 'gems') return rubyDevelopment(tree, directory)
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
