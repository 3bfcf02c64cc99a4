import type { Fact } from '../facts.ts'
import type { ImageTree, Inode } from '../image-tree.ts'
import type { LayerSummary } from '../layer-record.ts'
import { gemAndJarPackages, npmPackages, pythonPackages } from './language.ts'
import type { Ecosystem, MeasuredPackage } from './package.ts'
import { systemPackages } from './system.ts'

export interface InstalledPackages {
  /** Largest first. */
  readonly packages: readonly MeasuredPackage[]
  /** Whose content a file is; a language's package before the operating system's. */
  readonly owners: ReadonlyMap<Inode, MeasuredPackage>
  /** What is known to be there and could not be read. */
  readonly notes: readonly string[]
}

/** Bytes of the files that packages of one kind own, or that none does. Each file counts once. */
export interface OwnerShare {
  readonly owner: Ecosystem | 'none'
  readonly bytes: number
  readonly files: number
}

/** The packages of an image, as its databases and folders tell them. */
export function installedPackages(tree: ImageTree, layers: readonly LayerSummary[]): InstalledPackages {
  const facts = visibleFacts(tree, layers)
  const databases = new Map(
    facts.flatMap(fact => (fact.kind === 'database' ? [[fact.path, fact.bytes] as const] : [])),
  )
  const system = systemPackages(tree, databases)
  const owned = [
    ...system.packages,
    ...gemAndJarPackages(
      tree,
      facts.filter(fact => fact.kind === 'jar'),
    ),
    ...pythonPackages(tree, databases),
    ...npmPackages(
      tree,
      facts.filter(fact => fact.kind === 'npm'),
    ),
  ]
  const owners = new Map<Inode, MeasuredPackage>()
  for (const one of owned) for (const inode of one.inodes) owners.set(inode, one.package)
  return {
    packages: owned.map(one => one.package).sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1)),
    owners,
    notes: system.notes,
  }
}

/** How the image's files divide between kinds of packages. */
export function ownerShares(
  tree: ImageTree,
  owners: ReadonlyMap<Inode, MeasuredPackage>,
): readonly OwnerShare[] {
  const shares = new Map<OwnerShare['owner'], { bytes: number; files: number }>()
  const seen = new Set<Inode>()
  for (const { inode } of tree.walk()) {
    if (!inode || seen.has(inode)) continue
    seen.add(inode)
    const owner = owners.get(inode)?.ecosystem ?? 'none'
    const share = shares.get(owner) ?? { bytes: 0, files: 0 }
    shares.set(owner, { bytes: share.bytes + inode.size, files: share.files + 1 })
  }
  return [...shares].map(([owner, share]) => ({ owner, ...share })).sort((a, b) => b.bytes - a.bytes)
}

/** Facts from files that are still to be seen. */
function visibleFacts(tree: ImageTree, layers: readonly LayerSummary[]): readonly Fact[] {
  return layers.flatMap((layer, at) => layer.facts.filter(fact => tree.get(fact.path)?.inode?.layer === at))
}
