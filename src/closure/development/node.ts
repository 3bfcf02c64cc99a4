import { type ImageTree, isWithin, joinPath, parentOf } from '../../image/root/image-tree.ts'
import type { PrunedTree } from '../closure.ts'

/** npm writes what it installed, and for what, into `node_modules/.package-lock.json` (lockfileVersion 2 and 3). */
export const nodeDevelopment = (tree: ImageTree, directory: string): readonly PrunedTree[] => {
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

/** As many as this are named one by one; more are left to the lock file. */
const fewEnough = 12

/**
 * The `node_modules` directories of which all development dependencies are left out, and so many that naming each would
 * say less than naming the lock file. Only where a reader of lines finds the same in it as a reader of JSON: the rootfs
 * stage has awk alone.
 */
export const developmentByLock = (tree: ImageTree, pruned: ReadonlySet<string>): readonly string[] =>
  tree.paths
    .filter(path => path.endsWith('/node_modules/.package-lock.json'))
    .map(parentOf)
    .filter(directory => {
      const all = nodeDevelopment(tree, directory).map(({ path }) => path)
      if (all.length <= fewEnough || !all.every(path => pruned.has(path))) return false
      const lines = new Set(readLines(tree.text(joinPath(directory, '.package-lock.json')) ?? '', directory))
      return (
        all.every(path => lines.has(path)) && [...lines].every(line => all.some(path => isWithin(line, path)))
      )
    })

/** What the awk program of the rootfs stage does: npm writes its lock files with two spaces, a key on a line. */
const readLines = (text: string, directory: string): readonly string[] => {
  const found: string[] = []
  let name = ''
  for (const line of text.split('\n')) {
    const key = /^ {4}"node_modules\/(.*)": \{/.exec(line)?.[1]
    if (key !== undefined) name = key
    else if (/^ {6}"dev": true/.test(line)) found.push(joinPath(directory, name))
  }
  return found
}
