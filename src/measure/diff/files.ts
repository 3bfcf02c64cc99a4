import type { FileChange } from '../image-diff.ts'
import { type ImageTree, type Inode, pathOf, type TreeNode } from '../inspect/image-tree.ts'
import type { MeasuredPackage } from '../inspect/packages/package.ts'

type Owners = ReadonlyMap<Inode, MeasuredPackage>

/** A side of a comparison: what it shows, and whose the files are. */
export interface DiffTree {
  readonly tree: ImageTree
  readonly owners: Owners
}

/** All differences between what containers of two images see, and how many files are the same. */
export function fileChanges(before: DiffTree, after: DiffTree): { changes: FileChange[]; same: number } {
  const changes: FileChange[] = []
  let same = 0
  const counted = new Set<Inode>()
  const visit = (old: TreeNode | undefined, now: TreeNode | undefined): void => {
    const change = changeOf(old, now, before.owners, after.owners, counted)
    if (change) changes.push(change)
    else if ((now ?? old)?.kind !== 'directory') same++
  }
  for (const now of after.tree.walk()) visit(before.tree.get(pathOf(now)), now)
  for (const old of before.tree.walk()) if (!after.tree.get(pathOf(old))) visit(old, undefined)
  return { changes, same }
}

function changeOf(
  old: TreeNode | undefined,
  now: TreeNode | undefined,
  oldOwners: Owners,
  newOwners: Owners,
  counted: Set<Inode>,
): FileChange | undefined {
  const node = now ?? old
  // A folder that comes or goes is told by the files in it.
  if (!node || (node.kind === 'directory' && !(old && now))) return undefined
  const at = {
    path: pathOf(node),
    before: old && bytesOnce(old, counted),
    after: now && bytesOnce(now, counted),
    layer: node.inode?.layer ?? node.layer,
    owner:
      ownerName(now?.inode && newOwners.get(now.inode)) ?? ownerName(old?.inode && oldOwners.get(old.inode)),
    what: undefined,
  }
  if (!old) return { ...at, kind: 'added' }
  if (!now) return { ...at, kind: 'removed' }
  const delta = (at.after ?? 0) - (at.before ?? 0)
  if (delta !== 0) return { ...at, kind: delta > 0 ? 'grown' : 'shrunk' }
  if (old.inode?.content !== now.inode?.content) return { ...at, kind: 'changed' }
  const what = metadataChange(old, now)
  return what === '' ? undefined : { ...at, kind: 'metadata', what }
}

/** Of several names of one content, the first that is met carries the bytes. */
function bytesOnce(node: TreeNode, counted: Set<Inode>): number {
  const { inode } = node
  if (!inode || counted.has(inode)) return 0
  if (inode.links > 1) counted.add(inode)
  return inode.size
}

function ownerName(owner: MeasuredPackage | undefined): string | undefined {
  return owner && `${owner.ecosystem} ${owner.name}`
}

function metadataChange(old: TreeNode, now: TreeNode): string {
  const parts: string[] = []
  const part = (what: string, from: string, to: string) => {
    if (from !== to) parts.push(`${what} ${from} → ${to}`)
  }
  part('kind', old.kind, now.kind)
  part('mode', old.mode.toString(8), now.mode.toString(8))
  part('owner', `${old.uid}:${old.gid}`, `${now.uid}:${now.gid}`)
  part('link', old.linkPath, now.linkPath)
  part('capabilities', String(old.capable), String(now.capable))
  return parts.join(', ')
}
