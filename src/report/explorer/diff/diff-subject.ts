import { formatDelta, formatSize } from '../../terminal/size.ts'
import { cutStart, type Piece } from '../cells.ts'
import type { Look } from '../look.ts'
import type { Subject } from '../subject.ts'
import { comparedFileFacts, comparedFolderFacts, ownerDetail } from './diff-detail.ts'
import { comparedRow, deltaPiece } from './diff-rows.ts'
import { comparedWeight, diffFilters, selectCompared } from './diff-selection.ts'
import type { ExploredDiff } from './explored-diff.ts'

/** Two images, by who owns what differs. */
export function diffSubject(diff: ExploredDiff): Subject {
  const { entries, owners } = diff
  return {
    entries,
    select: choice => selectCompared(diff, choice),
    weight: comparedWeight,
    title: look => titlePieces(diff, look),
    groups: owners.length,
    groupsName: 'owners',
    groupsTitle: ['Owners', 'difference, size after'],
    groupPieces: (group, look) => ownerPieces(diff, group, look),
    groupDetail: (group, look) => ownerDetail(diff, group, look),
    filters: diffFilters,
    whole: {
      ofAll: true,
      help: 'also what is the same, or only what differs',
      more: 'the same too',
      less: 'what differs',
    },
    filesTitle: ({ group, isWhole }) => owners[group]?.name ?? (isWhole ? 'All files' : 'What differs'),
    sizeText: ({ before, bytes }, at, look) =>
      `${formatSize(before[at] ?? 0)} ${look.signs.arrow} ${formatSize(bytes[at] ?? 0)}`,
    rowPieces: (shown, at, look, width) => {
      const entry = entries[at]
      return entry ? comparedRow(entry, shown, at, look, width) : { head: [], tail: [] }
    },
    entryFacts: ({ selection }, at, look) => {
      const entry = entries[at]
      if (!entry) return []
      return entry.kind === 'folder'
        ? comparedFolderFacts(diff, selection, at, look)
        : comparedFileFacts(diff, entry, look)
    },
    nothing: 'No file differs (a shows all).',
    legend,
  }
}

function titlePieces({ before, after }: ExploredDiff, look: Look): readonly Piece[] {
  const { arrow, more } = look.signs
  const delta = after.unpacked - before.unpacked
  return [
    {
      text: ` ${cutStart(before.name, 30, more)} ${arrow} ${cutStart(after.name, 30, more)}`,
      look: look.bold,
    },
    { text: `  ${formatSize(before.unpacked)} ${arrow} ${formatSize(after.unpacked)} unpacked` },
    {
      text: ` (${formatDelta(delta)})`,
      look: delta > 0 ? look.warn : delta < 0 ? look.good : look.dim,
    },
    { text: `, ${formatSize(before.compressed)} ${arrow} ${formatSize(after.compressed)} to pull` },
  ]
}

/** An owner: difference, size after, name and versions. */
function ownerPieces({ owners, before, after }: ExploredDiff, group: number, look: Look): readonly Piece[] {
  const owner = owners[group]
  const [old, now] = owner ? [owner.before, owner.after] : [before.seen, after.seen]
  return [
    deltaPiece(now - old, look),
    { text: ` ${formatSize(now).padStart(7)}  `, look: look.dim },
    { text: owner ? owner.name : 'all files' },
    ...(owner?.versions ? [{ text: versionText(owner.versions, look), look: look.dim }] : []),
  ]
}

function versionText([before, after]: readonly [string, string], look: Look): string {
  if (before === '') return ` ${after}, new`
  return after === '' ? ` ${before}, gone` : ` ${before} ${look.signs.arrow} ${after}`
}

function legend(look: Look): readonly (readonly Piece[])[] {
  return [
    [
      { text: '  + ', look: look.warn },
      { text: 'added  ' },
      { text: '- ', look: look.good },
      { text: 'removed  ' },
      { text: '> ', look: look.warn },
      { text: 'grown  ' },
      { text: '< ', look: look.good },
      { text: 'shrunk  ' },
      { text: '~ ', look: look.bold },
      { text: 'other content' },
    ],
    [{ text: '  . ', look: look.bold }, { text: 'the same content, other mode, owner, link or kind' }],
  ]
}
