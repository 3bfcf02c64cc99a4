import type { Fact } from '../facts.ts'
import type { ImageTree } from '../image-tree.ts'
import type { LayerRecord } from '../layer-record.ts'
import { gemAndJarPackages, npmPackages, pythonPackages } from './language.ts'
import type { MeasuredPackage } from './package.ts'
import { apkPackages, dpkgPackages } from './system.ts'

const RPM = ['/var/lib/rpm', '/usr/lib/sysimage/rpm', '/usr/share/rpm']
const RPM_FILES = ['rpmdb.sqlite', 'Packages', 'Packages.db']

export interface InstalledPackages {
  /** Largest first. */
  readonly packages: readonly MeasuredPackage[]
  /** What is known to be there and could not be read. */
  readonly notes: readonly string[]
}

/** The packages of an image, as its databases and folders tell them. */
export function installedPackages(tree: ImageTree, layers: readonly LayerRecord[]): InstalledPackages {
  const facts = visibleFacts(tree, layers)
  const texts = new Map(
    facts.flatMap(fact => (fact.kind === 'database' ? [[fact.path, fact.text] as const] : [])),
  )
  const packages = [
    ...dpkgPackages(tree, texts),
    ...apkPackages(tree, texts),
    ...npmPackages(
      tree,
      facts.filter(fact => fact.kind === 'npm'),
    ),
    ...pythonPackages(tree, texts),
    ...gemAndJarPackages(tree),
  ]
  const rpm = RPM.some(folder => RPM_FILES.some(file => tree.resolve(`${folder}/${file}`)))
  return {
    packages: packages.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1)),
    notes: rpm ? ['rpm packages are there, and were not read'] : [],
  }
}

/** Facts from files that are still to be seen. */
function visibleFacts(tree: ImageTree, layers: readonly LayerRecord[]): readonly Fact[] {
  return layers.flatMap((layer, at) => layer.facts.filter(fact => tree.get(fact.path)?.inode?.layer === at))
}
