import { printableName } from '../../../image/tar/names.ts'
import { type ComparedEntry, comparedEntries } from '../../../measure/files/compared-entries.ts'
import { diffTree, type ImageView } from '../../../measure/files/image-files.ts'
import type { ImageDiff, PackageDiff } from '../../../measure/image-diff.ts'
import type { MeasuredLayer } from '../../../measure/measured-image.ts'
import { type LedgerSource, printableLayers } from '../image/explored-image.ts'

/** Two images to look into. Names and instructions are fit for a terminal. */
export interface ExploredDiff {
  readonly before: ExploredSide
  readonly after: ExploredSide
  readonly entries: readonly ComparedEntry[]
  /** Whose files differ, the largest difference first. */
  readonly owners: readonly OwnerTotal[]
  readonly summary: ImageDiff['summary']
  readonly ledger: string | undefined
}

export interface ExploredSide {
  readonly name: string
  readonly unpacked: number
  readonly compressed: number
  /** Of its bytes, those that a container sees. */
  readonly seen: number
  readonly layers: readonly MeasuredLayer[]
}

/** All files of a package, or of none, in both images. */
export interface OwnerTotal {
  /** As entries have it. */
  readonly key: string
  readonly name: string
  /** Where it has other versions than before. */
  readonly versions: readonly [before: string, after: string] | undefined
  readonly before: number
  readonly after: number
  /** Files that differ. */
  readonly files: number
}

/** Two images as the explorer has them. Pure. */
export function exploredDiff(
  before: ImageView,
  after: ImageView,
  diff: ImageDiff,
  ledger?: LedgerSource,
): ExploredDiff {
  const entries = comparedEntries(diffTree(before), diffTree(after), ledger?.line)
  return {
    before: exploredSide(before, entries, 'before'),
    after: exploredSide(after, entries, 'after'),
    entries,
    owners: ownerTotals(entries, diff.packages),
    summary: diff.summary,
    ledger: ledger && printableName(ledger.name),
  }
}

function exploredSide(
  { measured }: ImageView,
  entries: readonly ComparedEntry[],
  side: 'before' | 'after',
): ExploredSide {
  const { name, size, layers } = measured
  return {
    name: printableName(name),
    unpacked: size.unpacked,
    compressed: size.compressed,
    seen: entries.reduce((sum, entry) => sum + (entry[side]?.bytes ?? 0), 0),
    layers: printableLayers(layers),
  }
}

function ownerTotals(
  entries: readonly ComparedEntry[],
  packages: readonly PackageDiff[],
): readonly OwnerTotal[] {
  const versions = new Map(packages.map(one => [`${one.ecosystem} ${one.name}`, versionsOf(one)]))
  const totals = new Map<string, OwnerTotal>()
  for (const entry of entries) {
    if (entry.kind === 'folder') continue
    const key = entry.ownerKey
    const sum = totals.get(key) ?? {
      key,
      name: key === '' ? 'of no package' : printableName(key),
      versions: versions.get(key),
      before: 0,
      after: 0,
      files: 0,
    }
    totals.set(key, {
      ...sum,
      before: sum.before + (entry.before?.bytes ?? 0),
      after: sum.after + (entry.after?.bytes ?? 0),
      files: sum.files + (entry.status === 'same' ? 0 : 1),
    })
  }
  return [...totals.values()]
    .filter(({ files }) => files > 0)
    .sort((a, b) => difference(b) - difference(a) || b.files - a.files || (a.key < b.key ? -1 : 1))
}

function difference({ before, after }: OwnerTotal): number {
  return Math.abs(after - before)
}

function versionsOf({ before, after }: PackageDiff): OwnerTotal['versions'] {
  if (before?.version === after?.version) return undefined
  return [printableName(before?.version ?? ''), printableName(after?.version ?? '')]
}
