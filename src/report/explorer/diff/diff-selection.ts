import type { ComparedEntry } from '../../../measure/files/compared-entries.ts'
import { summed } from '../selection.ts'
import type { Choice, Filter, Selection } from '../subject.ts'
import type { ExploredDiff } from './explored-diff.ts'

type Status = ComparedEntry['status']

/** How a file differs: its sign in the tree, which is also the key that asks for such files alone. */
export const signs: Readonly<Record<Status, string>> = {
  added: '+',
  removed: '-',
  grown: '>',
  shrunk: '<',
  changed: '~',
  metadata: '.',
  same: ' ',
}

const nothing = (what: string): string => `Nothing here ${what}.`

export const diffFilters: readonly Filter[] = [
  { key: '+', name: 'added', help: 'only what was added', nothing: nothing('was added') },
  { key: '-', name: 'removed', help: 'only what was removed', nothing: nothing('was removed') },
  { key: '>', name: 'grown', help: 'only what has grown', nothing: nothing('has grown') },
  { key: '<', name: 'shrunk', help: 'only what has shrunk', nothing: nothing('has shrunk') },
  {
    key: '~',
    name: 'changed',
    help: 'only other content of the same size',
    nothing: nothing('has other content of the same size'),
  },
  {
    key: '.',
    name: 'mode',
    help: 'only other modes, owners, links or kinds',
    nothing: nothing('differs by mode, owner, link or kind alone'),
  },
]

/** The files of two images that are asked for; a group is an owner. */
export function selectCompared({ entries, owners }: ExploredDiff, choice: Choice): Selection {
  const owner = owners[choice.group]?.key
  return summed(entries, choice.query, (entry, isLeaf) => {
    // A folder counts where it differs itself; that it came or went, the files in it tell.
    if (!isLeaf && ['same', 'added', 'removed'].includes(entry.status)) return undefined
    if (owner !== undefined && (entry.ownerKey !== owner || entry.kind === 'folder')) return undefined
    if (entry.status === 'same' && (!choice.isWhole || choice.filter !== undefined)) return undefined
    if (choice.filter !== undefined && signs[entry.status] !== choice.filter) return undefined
    return { bytes: entry.after?.bytes ?? 0, before: entry.before?.bytes ?? 0 }
  })
}

/** The largest difference comes first; of those that differ by no byte, the largest. */
export function comparedWeight({ before, bytes }: Selection, at: number): number {
  const [old, now] = [before[at] ?? 0, bytes[at] ?? 0]
  return old === now ? now / (now + 1) : Math.abs(now - old)
}
