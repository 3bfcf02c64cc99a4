import { printableName } from '../../image/tar/names.ts'
import { type DiffTree, fileChanges } from '../diff/files.ts'
import type { FileChange } from '../image-diff.ts'
import type { InspectedImage } from '../inspect/inspect-image.ts'
import { installedPackages } from '../inspect/packages/packages.ts'
import { wasteFindings } from '../inspect/waste.ts'
import type { MeasuredImage } from '../measured-image.ts'
import { draftFiles } from './draft.ts'
import { encodeFiles } from './encode-files.ts'
import type { FileStatus, ImageFiles } from './file-columns.ts'

/** An image that was read, and what was measured of it. */
export interface ImageView {
  readonly measured: MeasuredImage
  readonly image: InspectedImage
}

/** The files of one image, for a report that shows each. Pure. */
export function imageFiles(view: ImageView): ImageFiles {
  return filesOf(view, () => ' ')
}

/** Why a path was kept or left behind, where that is known. */
export type PathReason = (path: string) => string | undefined

/** The files of two images, each with what became of it in the other. Pure. */
export function comparedFiles(
  before: ImageView,
  after: ImageView,
  why?: PathReason,
): readonly [ImageFiles, ImageFiles] {
  const { changes } = fileChanges(diffTree(before), diffTree(after))
  const kinds = new Map(changes.map(({ path, kind }) => [path, kind]))
  return [
    filesOf(before, path => statusOf(kinds.get(path), '-'), why),
    filesOf(after, path => statusOf(kinds.get(path), '+'), why),
  ]
}

/** An image as a side of a comparison. */
export function diffTree({ image: { tree, layers } }: ImageView): DiffTree {
  return { tree, owners: installedPackages(tree, layers).owners }
}

/** A file that only has another mode or owner counts as the same: its bytes are. */
function statusOf(kind: FileChange['kind'] | undefined, alone: '+' | '-'): FileStatus {
  if (kind === undefined || kind === 'metadata') return '='
  return kind === 'added' || kind === 'removed' ? alone : '~'
}

function filesOf(
  { measured, image }: ImageView,
  status: (path: string) => FileStatus,
  why?: PathReason,
): ImageFiles {
  const { tree, layers } = image
  const { owners } = installedPackages(tree, layers)
  const findings = wasteFindings(tree, measured.base.layers, owners)
  return {
    name: printableName(measured.name),
    instructions: measured.layers.map(({ instruction }) =>
      instruction === undefined ? null : printableName(instruction.replaceAll(/\s+/g, ' ')),
    ),
    baseLayers: measured.base.layers,
    columns: encodeFiles(draftFiles({ tree, owners, findings, status, why })),
  }
}
