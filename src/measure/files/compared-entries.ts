import { printableName } from '../../image/tar/names.ts'
import { type DiffTree, type FilePair, filePairs } from '../diff/files.ts'
import type { FileChange } from '../image-diff.ts'
import type { TreeNode } from '../inspect/image-tree.ts'
import type { MeasuredPackage } from '../inspect/packages/package.ts'
import { kindOf, type LedgerLine, type Rights } from './layered-files.ts'

/** A path that containers of two images see, or of one of them, in the order of a tree. */
export interface ComparedEntry {
  /** Fit for a terminal and a page. The root's is empty. */
  readonly name: string
  readonly depth: number
  /** Index of the folder that it is in; -1 for the root. */
  readonly parent: number
  /** Index after all that is in it: a folder stands right before its contents, which are sorted by name. */
  readonly end: number
  /** In the image after, where it is there. */
  readonly kind: 'folder' | 'file' | 'symlink' | 'special'
  readonly status: FileChange['kind'] | 'same'
  /** Undefined where it is not in that image. */
  readonly before: ComparedSide | undefined
  readonly after: ComparedSide | undefined
  /** For `metadata`: `mode 644 → 755`. */
  readonly what: string | undefined
  /** The package that lists it: `npm left 1.1.0`, that of the image after where it is there. */
  readonly owner: string | undefined
  /** The package that listed it in the image before, where that is another, or another version. */
  readonly ownerBefore: string | undefined
  /** `npm left`; empty where no package lists it. */
  readonly ownerKey: string
  readonly ledger: LedgerLine | undefined
}

/** What it is in one of the images. */
interface ComparedSide {
  /** Of a file alone; 0 for a further name of the same content. */
  readonly bytes: number
  /** The layer that holds it. */
  readonly layer: number
  readonly rights: Rights
  readonly linkPath: string
}

type Open = { -readonly [key in keyof ComparedEntry]: ComparedEntry[key] }

interface Draft {
  readonly name: string
  pair: FilePair | undefined
  readonly children: Map<string, Draft>
}

/** All that containers of two images see. Pure. */
export function comparedEntries(
  before: DiffTree,
  after: DiffTree,
  ledger?: (path: string) => LedgerLine | undefined,
): readonly ComparedEntry[] {
  const root: Draft = { name: '', pair: undefined, children: new Map() }
  for (const pair of filePairs(before, after)) draftAt(root, pair.path).pair = pair
  const entries: Open[] = []
  const stack = [{ draft: root, parent: -1, depth: 0 }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { draft, parent, depth } = next
    const at = entries.length
    entries.push({ ...entryOf(draft, before, after, ledger), depth, parent, end: at + 1 })
    const children = [...draft.children.values()].sort((a, b) => (a.name < b.name ? 1 : -1))
    for (const child of children) stack.push({ draft: child, parent: at, depth: depth + 1 })
  }
  for (let at = entries.length - 1; at > 0; at--) {
    const above = entries[entries[at]?.parent ?? 0]
    if (above) above.end = Math.max(above.end, entries[at]?.end ?? 0)
  }
  return entries
}

function draftAt(root: Draft, path: string): Draft {
  let draft = root
  for (const name of path.split('/').slice(1)) {
    const next = draft.children.get(name) ?? { name, pair: undefined, children: new Map() }
    draft.children.set(name, next)
    draft = next
  }
  return draft
}

function entryOf(
  { name, pair }: Draft,
  before: DiffTree,
  after: DiffTree,
  ledger: ((path: string) => LedgerLine | undefined) | undefined,
): Omit<ComparedEntry, 'depth' | 'parent' | 'end'> {
  const { old, now, change } = pair ?? {}
  const [oldOwner, owner] = [ownerOf(old, before.owners), ownerOf(now, after.owners)]
  const [oldName, ownerName] = [nameOf(oldOwner), nameOf(owner)]
  const node = now ?? old
  return {
    name: printableName(name),
    kind: node ? kindOf(node) : 'folder',
    status: change?.kind ?? (old === now ? 'same' : old === undefined ? 'added' : now ? 'same' : 'removed'),
    before: sideOf(old, pair?.before),
    after: sideOf(now, pair?.after),
    what: change?.what,
    owner: ownerName ?? oldName,
    ownerBefore: ownerName !== undefined && oldName !== ownerName ? oldName : undefined,
    ownerKey: keyOf(owner ?? oldOwner),
    ledger: pair && ledger?.(pair.path),
  }
}

function sideOf(node: TreeNode | undefined, bytes = 0): ComparedSide | undefined {
  if (!node) return undefined
  const { mode, uid, gid } = node
  return {
    bytes,
    layer: node.inode?.layer ?? node.layer,
    rights: { mode, uid, gid },
    linkPath: printableName(node.linkPath),
  }
}

function ownerOf(node: TreeNode | undefined, owners: DiffTree['owners']): MeasuredPackage | undefined {
  return node?.inode && owners.get(node.inode)
}

function keyOf(owner: MeasuredPackage | undefined): string {
  return owner ? `${owner.ecosystem} ${owner.name}` : ''
}

function nameOf(owner: MeasuredPackage | undefined): string | undefined {
  return owner && printableName(`${keyOf(owner)} ${owner.version}`)
}
