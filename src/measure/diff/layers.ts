import type { LayerDiff, LayerSide } from '../image-diff.ts'
import type { MeasuredLayer } from '../measured-image.ts'

/** Pairs the layers of two images in order: by digest first, then by instruction. */
export function layerDiffs(
  before: readonly MeasuredLayer[],
  after: readonly MeasuredLayer[],
): readonly LayerDiff[] {
  const diffs: LayerDiff[] = []
  let old = 0
  let now = 0
  for (const [oldMatch, newMatch] of [
    ...commonLayers(before, after),
    [before.length, after.length] as const,
  ]) {
    for (; old < oldMatch; old++) diffs.push(removed(before[old]))
    for (; now < newMatch; now++) diffs.push(added(after[now]))
    const pair = paired(before[old++], after[now++])
    if (pair) diffs.push(pair)
  }
  return diffs
}

/** The longest common run of layers, as pairs of indexes. */
function commonLayers(
  before: readonly MeasuredLayer[],
  after: readonly MeasuredLayer[],
): readonly (readonly [number, number])[] {
  const width = after.length + 1
  const best = new Float64Array((before.length + 1) * width)
  const at = (row: number, column: number): number => best[row * width + column] ?? 0
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--)
      best[row * width + column] = Math.max(
        at(row + 1, column),
        at(row, column + 1),
        at(row + 1, column + 1) + likeness(before[row], after[column]),
      )
  const pairs: (readonly [number, number])[] = []
  let row = 0
  let column = 0
  while (row < before.length && column < after.length) {
    const alike = likeness(before[row], after[column])
    if (alike > 0 && at(row, column) === at(row + 1, column + 1) + alike) pairs.push([row++, column++])
    else if (at(row, column) === at(row + 1, column)) row++
    else column++
  }
  return pairs
}

function likeness(old: MeasuredLayer | undefined, now: MeasuredLayer | undefined): number {
  if (!old || !now) return 0
  if (old.diffId !== undefined && old.diffId === now.diffId) return 3
  return old.instruction !== undefined && old.instruction === now.instruction ? 2 : 0
}

function paired(old: MeasuredLayer | undefined, now: MeasuredLayer | undefined): LayerDiff | undefined {
  if (!old || !now) return undefined
  const status = old.diffId !== undefined && old.diffId === now.diffId ? 'same' : 'changed'
  return { status, instruction: now.instruction, before: side(old), after: side(now) }
}

function removed(layer: MeasuredLayer | undefined): LayerDiff {
  return { status: 'removed', instruction: layer?.instruction, before: side(layer), after: undefined }
}

function added(layer: MeasuredLayer | undefined): LayerDiff {
  return { status: 'added', instruction: layer?.instruction, before: undefined, after: side(layer) }
}

function side(layer: MeasuredLayer | undefined): LayerSide | undefined {
  return layer && { index: layer.index, unpacked: layer.unpacked, compressed: layer.compressed }
}
