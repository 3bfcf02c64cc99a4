import { ancestorsOf, type ImageTree, parentOf } from '../image/root/image-tree.ts'
import type {
  InstalledPackage,
  InstalledPackages,
  PackageDatabase,
} from '../image/packages/package-database.ts'
import { isDocumentation } from './places.ts'

export interface OwnedPackage {
  readonly manager: PackageDatabase['manager']
  readonly installed: InstalledPackage
  /** What it owns in the tree, but for documentation: files, links and directories at their real places. */
  readonly paths: readonly string[]
  readonly documentation: readonly string[]
}

/** Which package owns what, in the tree's own paths. */
export interface Ownership {
  readonly packages: readonly OwnedPackage[]
  /** Of a file or link. Undefined where no database names it. */
  owner(path: string): OwnedPackage | undefined
  /** True where a package names the path as its directory. */
  ownsDirectory(path: string): boolean
}

/**
 * Databases list paths as packages were built, before /lib and /bin became links into /usr. The links at the top are
 * followed; a path behind any other link is left out, since the rootfs stage must find the same files by the same rule.
 */
export const readOwnership = (tree: ImageTree, installed: InstalledPackages): Ownership => {
  const packages = installed.databases.flatMap(database =>
    database.packages.map(found => ownedPackage(tree, database, found)),
  )
  const owners = new Map<string, OwnedPackage>()
  const directories = new Set<string>()
  for (const owned of packages) {
    for (const path of [...owned.paths, ...owned.documentation]) {
      if (tree.get(path)?.kind === 'directory') directories.add(path)
      else owners.set(path, owned)
    }
    // apk and distroless name files alone: the directories that hold them are theirs all the same.
    for (const path of owned.paths) if (tree.get(path)?.kind !== 'directory') directories.add(parentOf(path))
  }
  return {
    packages,
    owner: path => owners.get(path),
    ownsDirectory: path => directories.has(path),
  }
}

const ownedPackage = (
  tree: ImageTree,
  database: PackageDatabase,
  installed: InstalledPackage,
): OwnedPackage => {
  const places = installed.files
    .flatMap(path => divertedPaths(database, installed.name, path))
    .map(path => realPlace(tree, path))
    .filter(path => path !== undefined)
  const paths = [...new Set(places)].sort()
  return {
    manager: database.manager,
    installed,
    paths: paths.filter(path => !isDocumentation(path)),
    documentation: paths.filter(isDocumentation),
  }
}

/** dpkg lists a diverted path and, after it, where the file went. */
const divertedPaths = (database: PackageDatabase, name: string, path: string): readonly string[] => {
  const diversion = database.diversions.get(path)
  return diversion === undefined || diversion.by === name ? [path] : [path, diversion.to]
}

/** The path with its first component followed where that is a link; undefined where nothing is there. */
const realPlace = (tree: ImageTree, path: string): string | undefined => {
  const [, top = '', ...rest] = path.split('/')
  const link = tree.get(`/${top}`)
  const followed =
    link?.kind === 'symlink' && rest.length > 0
      ? `/${[link.target.replace(/^\//, ''), ...rest].join('/')}`
      : path
  if (tree.get(followed) === undefined) return undefined
  const behindLink = ancestorsOf(followed).some(ancestor => tree.get(ancestor)?.kind === 'symlink')
  return behindLink ? undefined : followed
}
