import type { InstalledPackage, PackageFiles } from '../../../image/packages/package-database.ts'
import { readPackages } from '../../../image/packages/read-packages.ts'
import { type ImageTree, pathOf } from '../image-tree.ts'
import { inodesOfPaths } from './inodes.ts'
import { ownedPackage, type OwnedPackage } from './package.ts'

/** Packages of dpkg, apk and rpm, and a note for a database that is there and was not read. */
export function systemPackages(
  tree: ImageTree,
  databases: ReadonlyMap<string, Buffer>,
): { readonly packages: readonly OwnedPackage[]; readonly notes: readonly string[] } {
  const found = readPackages(filesOf(tree, databases))
  const packages = found.databases.flatMap(({ manager, packages }) =>
    packages.map(one => measuredPackage(manager, one, tree)),
  )
  const notes = found.unread.map(
    ({ manager, reason }) => `${manager} packages are there, and were not read: ${reason}`,
  )
  return { packages, notes }
}

/** What the readers ask for is what was kept while the layers passed by. */
function filesOf(tree: ImageTree, databases: ReadonlyMap<string, Buffer>): PackageFiles {
  const bytesAt = (path: string): Buffer | undefined => {
    const node = tree.resolve(path)
    return node && databases.get(pathOf(node))
  }
  return {
    text: path => bytesAt(path)?.toString('utf8'),
    bytes: bytesAt,
    list: folder => [...(tree.resolve(folder)?.children?.keys() ?? [])],
  }
}

function measuredPackage(
  ecosystem: 'dpkg' | 'apk' | 'rpm',
  { files, declaredBytes, ...one }: InstalledPackage,
  tree: ImageTree,
): OwnedPackage {
  const { name, version, architecture, epoch, source } = one
  const origin = { architecture, epoch, source }
  const about = { ecosystem, name, version, path: undefined, origin } as const
  if (declaredBytes === undefined)
    return ownedPackage({ ...about, how: 'listed' }, inodesOfPaths(tree, files))
  return { package: { ...about, bytes: declaredBytes, files: 0, how: 'declared' }, inodes: new Set() }
}
