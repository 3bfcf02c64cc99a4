import type { LayeredEntry } from '../../../measure/files/layered-files.ts'
import { formatSize } from '../../terminal/size.ts'
import { padded, type Piece } from '../cells.ts'
import { shareText } from '../files-pane.ts'
import type { Look } from '../look.ts'
import { rightsText } from '../rights.ts'
import type { RowPieces, Shown } from '../subject.ts'
import { isRemoved } from './image-selection.ts'

/** A line of the tree: bytes, share, what the layer did to it, name. */
export function layeredRow(entry: LayeredEntry, shown: Shown, at: number, look: Look): RowPieces {
  const bytes = shown.selection.bytes[at] ?? 0
  const sign = signOf(shown, entry)
  const name = `${entry.name}${entry.kind === 'folder' ? '/' : ''}`
  return {
    head: [
      ...(shown.showsRights ? [{ text: `${rightsText(entry)} `, look: look.dim }] : []),
      { text: padded(formatSize(bytes), 7, 'right'), look: bytes === 0 ? look.dim : undefined },
      { text: shareText(bytes, shown.selection.bytes[0] ?? 0), look: look.dim },
      { text: `${sign} `, look: sign === '-' ? look.bad : sign === '~' ? look.warn : look.good },
    ],
    tail: [{ text: name, look: nameLook(shown, entry, look) }, ...notes(shown, entry, look)],
  }
}

/** What the layer did: `+` adds, `~` replaces, `-` takes away. Of the whole image: `-` what a container does not see. */
function signOf(shown: Shown, entry: LayeredEntry): '+' | '~' | '-' | ' ' {
  if (entry.kind === 'folder') return ' '
  if (shown.group < 0) return entry.until === undefined ? ' ' : '-'
  if (isRemoved(entry, shown)) return '-'
  if (entry.from !== shown.group) return ' '
  return entry.replaces ? '~' : '+'
}

function nameLook(shown: Shown, entry: LayeredEntry, look: Look): ((text: string) => string) | undefined {
  if (entry.waste) return look.warn
  if (entry.until !== undefined && (shown.group < 0 || isRemoved(entry, shown))) return look.dim
  if (entry.ledger?.kept === false) return look.dim
  return entry.kind === 'folder' ? look.bold : undefined
}

function notes(shown: Shown, entry: LayeredEntry, look: Look): readonly Piece[] {
  const texts = [
    ...(entry.kind === 'symlink' ? [`${look.signs.arrow} ${entry.linkPath}`] : []),
    ...(entry.waste && !isRemoved(entry, shown) ? ['wasted'] : []),
    ...(entry.until === undefined ? [] : [untilText(shown, entry, entry.until)]),
  ].filter(text => text !== '')
  return texts.length === 0 ? [] : [{ text: `  ${texts.join(', ')}`, look: look.dim }]
}

function untilText(shown: Shown, entry: LayeredEntry, until: number): string {
  if (isRemoved(entry, shown)) return `${formatSize(entry.bytes)} stay in layer ${entry.from}`
  return `${entry.isReplaced ? 'replaced' : 'deleted'} by layer ${until}`
}
