import { posix } from 'node:path'
import type { Fact } from '../facts.ts'
import { type ImageTree, pathOf } from '../image-tree.ts'
import { sumOfFolder, sumOfPaths } from './file-sum.ts'
import type { MeasuredPackage } from './package.ts'

/** npm packages, each without those nested in it. */
export function npmPackages(
  tree: ImageTree,
  facts: readonly Extract<Fact, { kind: 'npm' }>[],
): MeasuredPackage[] {
  return facts.flatMap(fact => {
    const path = posix.dirname(fact.path)
    const folder = tree.get(path)
    if (!folder) return []
    const sum = sumOfFolder(tree, folder, node => node.name === 'node_modules')
    return [{ ecosystem: 'npm', name: fact.name, version: fact.version, path, ...sum, how: 'folder' }]
  })
}

/** Python distributions by the RECORD that pip writes. */
export function pythonPackages(tree: ImageTree, texts: ReadonlyMap<string, string>): MeasuredPackage[] {
  const packages: MeasuredPackage[] = []
  for (const [path, text] of texts) {
    const match = /^(.*)\/([^/]+?)-([^/-]+)\.dist-info\/RECORD$/.exec(path)
    if (!match) continue
    const [, site = '', name = '', version = ''] = match
    const paths = text.split('\n').map(line => posix.join(site, firstField(line)))
    packages.push({
      ecosystem: 'python',
      name,
      version,
      path: `${site}/${name}-${version}.dist-info`,
      ...sumOfPaths(tree, paths),
      how: 'listed',
    })
  }
  return packages
}

function firstField(line: string): string {
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1]
  return quoted?.replaceAll('""', '"') ?? line.slice(0, Math.max(line.indexOf(','), 0))
}

/** Gems by their specification's file name, and jars by their own. */
export function gemAndJarPackages(tree: ImageTree): MeasuredPackage[] {
  const packages: MeasuredPackage[] = []
  for (const node of tree.walk()) {
    if (node.kind !== 'file') continue
    if (node.name.endsWith('.gemspec') && node.parent?.name === 'specifications') {
      const base = node.name.slice(0, -'.gemspec'.length)
      const folder = node.parent.parent?.children?.get('gems')?.children?.get(base)
      const { name, version } = nameAndVersion(base)
      const sum = folder ? sumOfFolder(tree, folder, () => false) : { bytes: 0, files: 0 }
      packages.push({ ecosystem: 'gem', name, version, path: pathOf(folder ?? node), ...sum, how: 'folder' })
    }
    if (/\.[jw]ar$/.test(node.name) && node.inode) {
      const { name, version } = nameAndVersion(node.name.slice(0, -4))
      packages.push({
        ecosystem: 'java',
        name,
        version,
        path: pathOf(node),
        bytes: node.inode.size,
        files: 1,
        how: 'folder',
      })
    }
  }
  return packages
}

function nameAndVersion(base: string): { name: string; version: string } {
  const match = /^(.+?)-(\d.*)$/.exec(base)
  return { name: match?.[1] ?? base, version: match?.[2] ?? '' }
}
