import type {
  Culprit,
  DiffSide,
  FileChange,
  FolderDelta,
  ImageDiff,
  PackageDiff,
  Tally,
} from '../image-diff.ts'
import { folderSums } from '../inspect/biggest.ts'
import { type InspectedImage } from '../inspect/inspect-image.ts'
import { pathOf } from '../inspect/image-tree.ts'
import type { MeasuredPackage } from '../inspect/packages/package.ts'
import { installedPackages, ownerShares } from '../inspect/packages/packages.ts'
import { measuredImage } from '../measure-image.ts'
import type { MeasuredImage } from '../measured-image.ts'
import { fileChanges } from './files.ts'
import { layerDiffs } from './layers.ts'

const TOP_FOLDERS = 20
const TOP_FILES = 500
/** A folder below that one that holds this share of the change tells more. */
const DOMINANT = 0.9

export interface NamedImage {
  readonly name: string
  readonly image: InspectedImage
}

/** Compares what two images hold: by layer, folder, package and file, with the instruction that growth comes from. Pure. */
export function diffImages(before: NamedImage, after: NamedImage): ImageDiff {
  const old = measuredImage(before.name, before.image)
  const now = measuredImage(after.name, after.image)
  const oldPackages = installedPackages(before.image.tree, before.image.layers)
  const newPackages = installedPackages(after.image.tree, after.image.layers)
  const { changes, same } = fileChanges(
    { tree: before.image.tree, owners: oldPackages.owners },
    { tree: after.image.tree, owners: newPackages.owners },
  )
  const files = changes.sort((a, b) => Math.abs(delta(b)) - Math.abs(delta(a)) || (a.path < b.path ? -1 : 1))
  return {
    schemaVersion: 1,
    before: sideOf(old),
    after: sideOf(now),
    layers: layerDiffs(old.layers, now.layers),
    summary: {
      added: tally(changes, 'added'),
      removed: tally(changes, 'removed'),
      grown: tally(changes, 'grown'),
      shrunk: tally(changes, 'shrunk'),
      changed: tally(changes, 'changed'),
      metadata: tally(changes, 'metadata'),
      same,
    },
    culprits: culpritsOf(files, old, now),
    owners: ownerDeltas(
      ownerShares(before.image.tree, oldPackages.owners),
      ownerShares(after.image.tree, newPackages.owners),
    ),
    packages: packageDiffs(oldPackages.packages, newPackages.packages),
    folders: folderDeltas(before.image, after.image),
    files: files.slice(0, TOP_FILES),
    moreFiles: Math.max(0, files.length - TOP_FILES),
    secrets: now.secrets.filter(({ path }) => !old.secrets.some(known => known.path === path)),
  }
}

function sideOf({ name, size, surface }: MeasuredImage): DiffSide {
  return { name, size, surface }
}

function delta(change: FileChange): number {
  return (change.after ?? 0) - (change.before ?? 0)
}

function tally(changes: readonly FileChange[], kind: FileChange['kind']): Tally {
  const of = changes.filter(change => change.kind === kind)
  return { files: of.length, delta: of.reduce((sum, change) => sum + delta(change), 0) }
}

/** Growth by the instruction of its layer. `files` comes sorted, so that the first of a layer is its largest. */
function culpritsOf(
  files: readonly FileChange[],
  old: MeasuredImage,
  now: MeasuredImage,
): readonly Culprit[] {
  const culprits = new Map<string, Culprit>()
  for (const change of files) {
    const bytes = delta(change)
    if (bytes === 0) continue
    const side = change.kind === 'removed' ? 'before' : 'after'
    const key = `${side} ${change.layer}`
    const known = culprits.get(key)
    const { instruction } = (side === 'before' ? old : now).layers[change.layer] ?? { instruction: undefined }
    culprits.set(
      key,
      known
        ? { ...known, delta: known.delta + bytes }
        : { side, layer: change.layer, instruction, delta: bytes, file: change.path },
    )
  }
  return [...culprits.values()].sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta))
}

function ownerDeltas(
  before: ReturnType<typeof ownerShares>,
  after: ReturnType<typeof ownerShares>,
): ImageDiff['owners'] {
  const owners = [...new Set([...before, ...after].map(share => share.owner))]
  const bytes = (shares: typeof before, owner: string): number =>
    shares.find(share => share.owner === owner)?.bytes ?? 0
  return owners.map(owner => ({ owner, before: bytes(before, owner), after: bytes(after, owner) }))
}

/** Packages that came, went, or have another version or size. Several copies of one count together. */
function packageDiffs(
  before: readonly MeasuredPackage[],
  after: readonly MeasuredPackage[],
): readonly PackageDiff[] {
  const diffs = new Map<string, PackageDiff>()
  const put = (one: MeasuredPackage, side: 'before' | 'after'): void => {
    const key = `${one.ecosystem} ${one.name}`
    const known = diffs.get(key) ?? {
      ecosystem: one.ecosystem,
      name: one.name,
      before: undefined,
      after: undefined,
    }
    const sum = known[side]
    const versions = new Set([...(sum?.version.split(', ') ?? []), one.version])
    const version = [...versions].sort().join(', ')
    diffs.set(key, { ...known, [side]: { version, bytes: (sum?.bytes ?? 0) + one.bytes } })
  }
  for (const one of before) put(one, 'before')
  for (const one of after) put(one, 'after')
  return [...diffs.values()]
    .filter(one => one.before?.version !== one.after?.version || one.before?.bytes !== one.after?.bytes)
    .sort((a, b) => packageDelta(b) - packageDelta(a) || (a.name < b.name ? -1 : 1))
}

function packageDelta(one: PackageDiff): number {
  return Math.abs((one.after?.bytes ?? 0) - (one.before?.bytes ?? 0))
}

/** The folders that differ most, each where the change branches and not on the way there. */
function folderDeltas(before: InspectedImage, after: InspectedImage): readonly FolderDelta[] {
  const folders = new Map<string, { before: number; after: number }>()
  for (const [image, side] of [
    [before, 'before'],
    [after, 'after'],
  ] as const)
    for (const [node, sum] of folderSums(image.tree)) {
      const path = pathOf(node)
      folders.set(path, { ...(folders.get(path) ?? { before: 0, after: 0 }), [side]: sum.bytes })
    }
  const largestBelow = new Map<string, number>()
  for (const [path, sizes] of folders) {
    const parent = path.slice(0, path.lastIndexOf('/')) || '/'
    const size = Math.abs(sizes.after - sizes.before)
    if (path !== '/') largestBelow.set(parent, Math.max(largestBelow.get(parent) ?? 0, size))
  }
  return [...folders]
    .map(([path, sizes]) => ({ path, ...sizes, size: Math.abs(sizes.after - sizes.before) }))
    .filter(({ path, size }) => path !== '/' && size > 0 && (largestBelow.get(path) ?? 0) < DOMINANT * size)
    .sort((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1))
    .slice(0, TOP_FOLDERS)
    .map(({ path, before, after }) => ({ path, before, after }))
}
