import { printableName } from '../../../image/tar/names.ts'
import type { ComparedEntry } from '../../../measure/files/compared-entries.ts'
import { formatDelta, formatSize } from '../../terminal/size.ts'
import { padded, type Piece } from '../cells.ts'
import type { Look } from '../look.ts'
import { rightsText } from '../rights.ts'
import type { RowPieces, Shown } from '../subject.ts'
import { signs } from './diff-selection.ts'

/** With less there is room for the sizes alone, which tell the difference as well. */
const ROOM_FOR_DELTA = 60

/** A line of the tree: difference, sizes before and after, how it differs, name. */
export function comparedRow(
  entry: ComparedEntry,
  { selection, showsRights }: Shown,
  at: number,
  look: Look,
  width: number,
): RowPieces {
  const [before, after] = [selection.before[at] ?? 0, selection.bytes[at] ?? 0]
  const rights = (entry.after ?? entry.before)?.rights
  return {
    head: [
      ...(showsRights ? [{ text: `${rightsText({ kind: entry.kind, rights })} `, look: look.dim }] : []),
      ...(width < ROOM_FOR_DELTA ? [] : [deltaPiece(after - before, look), { text: ' ' }]),
      { text: padded(entry.before ? formatSize(before) : '', 7, 'right') },
      { text: look.signs.arrow, look: look.dim },
      { text: padded(entry.after ? formatSize(after) : '', 7) },
      { text: ` ${signs[entry.status]} `, look: signLook(entry.status, look) },
    ],
    tail: [
      {
        text: `${entry.name}${entry.kind === 'folder' ? '/' : ''}`,
        look: entry.kind === 'folder' ? look.bold : entry.status === 'removed' ? look.dim : undefined,
      },
      ...notes(entry, look),
    ],
  }
}

/** Growth is what one looks for. */
export function deltaPiece(delta: number, look: Look): Piece {
  const colour = delta > 0 ? look.warn : delta < 0 ? look.good : look.dim
  return { text: padded(formatDelta(delta), 8, 'right'), look: colour }
}

function signLook(status: ComparedEntry['status'], look: Look): (text: string) => string {
  if (status === 'added' || status === 'grown') return look.warn
  if (status === 'removed' || status === 'shrunk') return look.good
  return look.bold
}

function notes({ status, what, after, before }: ComparedEntry, look: Look): readonly Piece[] {
  const link = (after ?? before)?.linkPath ?? ''
  const texts = [
    ...(link === '' ? [] : [`${look.signs.arrow} ${link}`]),
    ...(status === 'metadata' && what !== undefined ? [whatText(what, look)] : []),
  ]
  return texts.length === 0 ? [] : [{ text: `  ${texts.join(', ')}`, look: look.dim }]
}

/** What differs beside the content, with the arrow that the terminal can show. */
export function whatText(what: string, look: Look): string {
  return printableName(what).replaceAll('→', look.signs.arrow)
}
