import { type ImageTree, isWithin, joinPath } from '../../image/root/image-tree.ts'
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
