import { posix } from 'node:path'
import { nameAndVersion } from '../../../image/packages/jar.ts'
import type { Fact } from '../facts.ts'
import { type ImageTree, pathOf } from '../image-tree.ts'
import { inodesOfFolder, inodesOfPaths } from './inodes.ts'
import { ownedPackage, type OwnedPackage } from './package.ts'

/** npm packages, each without those nested in it. */
export function npmPackages(
  tree: ImageTree,
  facts: readonly Extract<Fact, { kind: 'npm' }>[],
): OwnedPackage[] {
  return facts.flatMap(fact => {
    const path = posix.dirname(fact.path)
    const folder = tree.get(path)
    if (!folder) return []
    const about = { ecosystem: 'npm', name: fact.name, version: fact.version, path, how: 'folder' } as const
    return [
      ownedPackage(
        about,
        inodesOfFolder(tree, folder, node => node.name === 'node_modules'),
      ),
    ]
  })
}

/** Python distributions by the RECORD that pip writes. */
export function pythonPackages(tree: ImageTree, databases: ReadonlyMap<string, Buffer>): OwnedPackage[] {
  const packages: OwnedPackage[] = []
  for (const [path, bytes] of databases) {
    const match = /^(.*)\/([^/]+?)-([^/-]+)\.dist-info\/RECORD$/.exec(path)
    if (!match) continue
    const [, site = '', name = '', version = ''] = match
    const paths = bytes
      .toString('utf8')
      .split('\n')
      .map(line => posix.join(site, firstField(line)))
    const about = { ecosystem: 'python', name, version, path: posix.dirname(path), how: 'listed' } as const
    packages.push(ownedPackage(about, inodesOfPaths(tree, paths)))
  }
  return packages
}

function firstField(line: string): string {
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1]
  return quoted?.replaceAll('""', '"') ?? line.slice(0, Math.max(line.indexOf(','), 0))
}

/** Gems by their specification's file name, and jars by what they tell of themselves, else by their own. */
export function gemAndJarPackages(
  tree: ImageTree,
  facts: readonly Extract<Fact, { kind: 'jar' }>[],
): OwnedPackage[] {
  const jars = new Map(facts.map(({ path, jar }) => [path, jar]))
  const packages: OwnedPackage[] = []
  for (const node of tree.walk()) {
    if (node.kind !== 'file') continue
    if (node.name.endsWith('.gemspec') && node.parent?.name === 'specifications') {
      const base = node.name.slice(0, -'.gemspec'.length)
      const folder = node.parent.parent?.children?.get('gems')?.children?.get(base)
      const { name, version } = nameAndVersion(base)
      const about = { ecosystem: 'gem', name, version, path: pathOf(folder ?? node), how: 'folder' } as const
      packages.push(ownedPackage(about, folder ? inodesOfFolder(tree, folder, () => false) : new Set()))
    }
    if (/\.[jw]ar$/.test(node.name) && node.inode) {
      const path = pathOf(node)
      const jar = jars.get(path)
      const { name, version } = jar ?? nameAndVersion(node.name.slice(0, -4))
      const about = { ecosystem: 'java', name, version, path, how: 'folder' } as const
      packages.push(
        ownedPackage(
          {
            ...about,
            ...(jar?.group === undefined ? {} : { origin: { group: jar.group } }),
            ...(jar === undefined || jar.jars.length === 0 ? {} : { holds: jar.jars }),
          },
          new Set([node.inode]),
        ),
      )
    }
  }
  return packages
}
