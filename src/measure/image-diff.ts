import type { ImageSize } from './image-stats.ts'
import type { Ecosystem } from './inspect/packages/package.ts'
import type { SecretLike } from './measured-image.ts'
import type { Surface } from './surface.ts'
import type { VulnerabilityChange } from './vulnerabilities.ts'

/** What `laststage diff A B` knows. Printed by `--json`. Bytes everywhere; a delta is after minus before. */
export interface ImageDiff {
  readonly schemaVersion: 1
  readonly before: DiffSide
  readonly after: DiffSide
  readonly layers: readonly LayerDiff[]
  /** Counts and deltas of the files that a container sees, hard links once. */
  readonly summary: {
    readonly added: Tally
    readonly removed: Tally
    readonly grown: Tally
    readonly shrunk: Tally
    /** Other content of the same size. */
    readonly changed: Tally
    /** The same content with other mode, owner, link or kind. */
    readonly metadata: Tally
    readonly same: number
  }
  /** The instructions that the growth lies with, largest first. */
  readonly culprits: readonly Culprit[]
  readonly owners: readonly OwnerDelta[]
  readonly packages: readonly PackageDiff[]
  readonly folders: readonly FolderDelta[]
  /** The largest changes; `moreFiles` says how many are not listed. */
  readonly files: readonly FileChange[]
  readonly moreFiles: number
  /** Files that look like secrets, and that only the image after holds. */
  readonly secrets: readonly SecretLike[]
  /** Where a scanner was asked for. */
  readonly vulnerabilities?: VulnerabilityChange
}

export interface DiffSide {
  readonly name: string
  readonly size: ImageSize
  readonly surface: Surface
}

export interface Tally {
  readonly files: number
  readonly delta: number
}

export interface LayerDiff {
  readonly status: 'same' | 'changed' | 'added' | 'removed'
  readonly instruction: string | undefined
  readonly before: LayerSide | undefined
  readonly after: LayerSide | undefined
}

export interface LayerSide {
  readonly index: number
  readonly unpacked: number
  readonly compressed: number
}

export interface Culprit {
  /** Whose layer: what was added and grew lies in the image after, what went in the one before. */
  readonly side: 'before' | 'after'
  readonly layer: number
  readonly instruction: string | undefined
  readonly delta: number
  /** The file with the largest part of it. */
  readonly file: string
}

export interface OwnerDelta {
  readonly owner: Ecosystem | 'none'
  readonly before: number
  readonly after: number
}

export interface PackageDiff {
  readonly ecosystem: Ecosystem
  readonly name: string
  readonly before: PackageSide | undefined
  readonly after: PackageSide | undefined
}

export interface PackageSide {
  readonly version: string
  readonly bytes: number
}

export interface FolderDelta {
  readonly path: string
  readonly before: number
  readonly after: number
}

export interface FileChange {
  readonly path: string
  readonly kind: 'added' | 'removed' | 'grown' | 'shrunk' | 'changed' | 'metadata'
  /** Sizes; undefined where there is no such file. */
  readonly before: number | undefined
  readonly after: number | undefined
  /** The layer in the image after, or before where it was removed. */
  readonly layer: number
  /** The package that owns it. */
  readonly owner: string | undefined
  /** For `metadata`: `mode 644 → 755`. */
  readonly what: string | undefined
}

/** By how much more the layers of the image after hold that no container sees. */
export function hiddenDelta({ before, after, summary }: ImageDiff): number {
  const { added, removed, grown, shrunk, changed, metadata } = summary
  const seen = [added, removed, grown, shrunk, changed, metadata].reduce((sum, { delta }) => sum + delta, 0)
  return after.size.unpacked - before.size.unpacked - seen
}
