import type { ComparedEntry } from '../../../measure/files/compared-entries.ts'
import { count } from '../../terminal/fit.ts'
import { formatDelta, formatSize } from '../../terminal/size.ts'
import type { Piece } from '../cells.ts'
import { layerName } from '../image/explored-image.ts'
import type { Look } from '../look.ts'
import { rightsText } from '../rights.ts'
import type { Detail, Selection } from '../subject.ts'
import { whatText } from './diff-rows.ts'
import type { ExploredDiff } from './explored-diff.ts'

const words: Readonly<Record<ComparedEntry['status'], string>> = {
  added: 'added',
  removed: 'removed',
  grown: 'grown',
  shrunk: 'shrunk',
  changed: 'other content of the same size',
  metadata: 'the same content',
  same: 'the same',
}

/** What differs of an owner, or of all of them. */
export function ownerDetail(diff: ExploredDiff, group: number, look: Look): Detail {
  const owner = diff.owners[group]
  if (!owner) return allDetail(diff, look)
  const inOwner = diff.entries.filter(({ ownerKey, kind }) => ownerKey === owner.key && kind !== 'folder')
  return {
    title: owner.name,
    facts: [
      {
        text: `${change(owner.before, owner.after, look)}, ${count(owner.files, 'file')} of ${inOwner.length.toLocaleString('en-US')} differ${owner.files === 1 ? 's' : ''}`,
      },
      ...culprits(diff, inOwner, look),
    ],
  }
}

function allDetail(diff: ExploredDiff, look: Look): Detail {
  const { summary } = diff
  const kinds = (['added', 'removed', 'grown', 'shrunk'] as const)
    .filter(kind => summary[kind].files > 0)
    .map(
      kind => `${summary[kind].files.toLocaleString('en-US')} ${kind} (${formatDelta(summary[kind].delta)})`,
    )
  const others = [
    ...(summary.changed.files > 0
      ? [`${summary.changed.files.toLocaleString('en-US')} of other content`]
      : []),
    ...(summary.metadata.files > 0
      ? [`${summary.metadata.files.toLocaleString('en-US')} of other mode`]
      : []),
    `${summary.same.toLocaleString('en-US')} the same`,
  ]
  return {
    title: 'Both images',
    facts: [
      { text: [...kinds, ...others].join(', ') },
      ...hidden(diff),
      ...culprits(diff, diff.entries, look),
    ],
  }
}

/** Bytes that no container sees are in the images' sizes and not in the tree. */
function hidden({ before, after }: ExploredDiff): readonly Piece[] {
  const [old, now] = [before.unpacked - before.seen, after.unpacked - after.seen]
  if (old === 0 && now === 0) return []
  const sides = [
    ...(old === 0 ? [] : [`${formatSize(old)} before`]),
    ...(now === 0 ? [] : [`${formatSize(now)} after`]),
  ]
  return [{ text: `Not in this tree, since later layers hide it: ${sides.join(', ')}` }]
}

/** What is known of a file that differs: the instruction that is to blame first. */
export function comparedFileFacts(diff: ExploredDiff, entry: ComparedEntry, look: Look): readonly Piece[] {
  const { before, after, what, ledger } = entry
  const sizes =
    entry.kind === 'symlink'
      ? `link to ${(after ?? before)?.linkPath ?? ''}`
      : before && after
        ? change(before.bytes, after.bytes, look)
        : formatSize((after ?? before)?.bytes ?? 0)
  const { rights } = after ?? before ?? {}
  const facts = [
    words[entry.status],
    sizes,
    ...(what === undefined ? [] : [whatText(what, look)]),
    ...(rights ? [rightsText({ kind: entry.kind, rights }).replaceAll(/ +/g, ' ')] : []),
    ownerText(entry),
  ]
  const sides = [
    ...(after ? [{ text: `after, ${layerName(diff.after.layers, after.layer)}` }] : []),
    ...(before ? [{ text: `before, ${layerName(diff.before.layers, before.layer)}` }] : []),
  ]
  const said = ledger && `${ledger.kept ? 'kept' : 'left behind, no trace touched it'}: ${ledger.because}`
  return [
    { text: facts.join(', ') },
    ...sides,
    ...(said === undefined ? [] : [{ text: `${said} (${diff.ledger ?? ''})` }]),
  ]
}

function ownerText({ owner, ownerBefore }: ComparedEntry): string {
  if (owner === undefined) return 'of no package'
  return ownerBefore === undefined ? `of ${owner}` : `of ${owner} (before: ${ownerBefore})`
}

/** Of a folder: how much, and which instructions the difference lies with. */
export function comparedFolderFacts(
  diff: ExploredDiff,
  selection: Selection,
  at: number,
  look: Look,
): readonly Piece[] {
  const entry = diff.entries[at]
  if (!entry) return []
  const inside = diff.entries
    .slice(at, entry.end)
    .filter((_, index) => index === 0 || (selection.files[at + index] ?? 0) > 0)
  const sum = `${change(selection.before[at] ?? 0, selection.bytes[at] ?? 0, look)} in ${count(selection.files[at] ?? 0, 'file')}`
  const own = entry.what === undefined ? '' : `, ${whatText(entry.what, look)}`
  return [{ text: `${sum}${own}` }, ...culprits(diff, inside, look)]
}

/** The instructions that the difference lies with, the largest first: what is gone lay in the image before. */
function culprits(diff: ExploredDiff, entries: readonly ComparedEntry[], look: Look): readonly Piece[] {
  const sums = new Map<string, { side: 'before' | 'after'; layer: number; delta: number }>()
  for (const entry of entries) {
    const delta = (entry.after?.bytes ?? 0) - (entry.before?.bytes ?? 0)
    const side = entry.after ? 'after' : 'before'
    const layer = entry[side]?.layer
    if (delta === 0 || layer === undefined) continue
    const key = `${side} ${layer}`
    sums.set(key, { side, layer, delta: delta + (sums.get(key)?.delta ?? 0) })
  }
  return [...sums.values()]
    .sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta))
    .slice(0, 5)
    .map(({ side, layer, delta }) => ({
      text: `${formatDelta(delta)} ${side}, ${layerName(diff[side].layers, layer)}`,
      look: delta > 0 ? look.warn : undefined,
    }))
}

function change(before: number, after: number, look: Look): string {
  if (before === after) return formatSize(after)
  return `${formatSize(before)} ${look.signs.arrow} ${formatSize(after)} (${formatDelta(after - before)})`
}
