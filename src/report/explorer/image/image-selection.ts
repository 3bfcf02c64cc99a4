import type { LayeredEntry } from '../../../measure/files/layered-files.ts'
import { summed } from '../selection.ts'
import type { Choice, Filter, Selection } from '../subject.ts'
import type { ExploredImage } from './explored-image.ts'

const filters: readonly Filter[] = [
  { key: 'w', name: 'wasted', help: 'only what is wasted', nothing: 'Nothing here is wasted.' },
  {
    key: 'c',
    name: 'changed',
    help: 'only what replaces or deletes lower files',
    nothing: 'Nothing here replaces or deletes files of lower layers.',
  },
]
const untouched: Filter = {
  key: 'u',
  name: 'untouched',
  help: 'only what a closure leaves behind',
  nothing: 'Nothing here is left behind by the closure.',
}

/** What may be asked for: without a ledger nobody knows what a closure leaves behind. */
export function imageFilters({ ledger }: ExploredImage): readonly Filter[] {
  return ledger === undefined ? filters : [...filters, untouched]
}

/** The files of an image's layers that are asked for; a group is a layer. */
export function selectLayered(entries: readonly LayeredEntry[], choice: Choice): Selection {
  return summed(entries, choice.query, (entry, isLeaf) => {
    if (!isLeaf || !isShown(entry, choice) || !passes(entry, choice)) return undefined
    return { bytes: isRemoved(entry, choice) ? 0 : entry.bytes, before: 0 }
  })
}

/** The layer that is looked at only took it away: its bytes are another's. */
export function isRemoved({ until }: LayeredEntry, { group }: Choice): boolean {
  return group >= 0 && until === group
}

function isShown(entry: LayeredEntry, { group, isWhole }: Choice): boolean {
  const { from, until, isReplaced } = entry
  if (group < 0) return true
  if (until === group) return !isReplaced && from !== group
  return from === group || (isWhole && from < group && (until === undefined || until > group))
}

function passes(entry: LayeredEntry, choice: Choice): boolean {
  switch (choice.filter) {
    case 'w':
      return entry.waste !== undefined
    case 'u':
      return entry.ledger?.kept === false
    case 'c':
      return choice.group < 0
        ? entry.until !== undefined || entry.replaces
        : isRemoved(entry, choice) || (entry.from === choice.group && (entry.replaces || choice.isWhole))
    default:
      return true
  }
}
