import type { FileChange } from '../image-diff.ts'
import { type ImageTree, type Inode, pathOf, type TreeNode } from '../inspect/image-tree.ts'
import type { MeasuredPackage } from '../inspect/packages/package.ts'

type Owners = ReadonlyMap<Inode, MeasuredPackage>

/** A side of a comparison: what it shows, and whose the files are. */
export interface DiffTree {
  readonly tree: ImageTree
  readonly owners: Owners
}

/** A path in one image or both. */
export interface FilePair {
  readonly path: string
  readonly old: TreeNode | undefined
  readonly now: TreeNode | undefined
  /** Bytes, hard links once; undefined where there is no such file. */
  readonly before: number | undefined
  readonly after: number | undefined
  /** Undefined where it is the same, and of a folder that comes or goes: the files in it tell that. */
  readonly change: FileChange | undefined
}

/** All differences between what containers of two images see, and how many files are the same. */
export function fileChanges(before: DiffTree, after: DiffTree): { changes: FileChange[]; same: number } {
  const changes: FileChange[] = []
  let same = 0
  for (const { old, now, change } of filePairs(before, after)) {
    if (change) changes.push(change)
    else if ((now ?? old)?.kind !== 'directory') same++
  }
  return { changes, same }
}

/** All paths that containers of two images see: those of the image after, then those that are gone. */
export function* filePairs(before: DiffTree, after: DiffTree): Generator<FilePair, void, undefined> {
  const counted = new Set<Inode>()
  const pair = (path: string, old: TreeNode | undefined, now: TreeNode | undefined): FilePair => {
    const bytes = { before: old && bytesOnce(old, counted), after: now && bytesOnce(now, counted) }
    const owner =
      ownerName(now?.inode && after.owners.get(now.inode)) ??
      ownerName(old?.inode && before.owners.get(old.inode))
    return { path, old, now, ...bytes, change: changeOf({ path, old, now, ...bytes }, owner) }
  }
  for (const now of after.tree.walk()) {
    const path = pathOf(now)
    yield pair(path, before.tree.get(path), now)
  }
  for (const old of before.tree.walk()) {
    const path = pathOf(old)
    if (!after.tree.get(path)) yield pair(path, old, undefined)
  }
}

function changeOf(
  { path, old, now, before, after }: Omit<FilePair, 'change'>,
  owner: string | undefined,
): FileChange | undefined {
  const node = now ?? old
  if (!node || (node.kind === 'directory' && !(old && now))) return undefined
  const at = { path, before, after, layer: node.inode?.layer ?? node.layer, owner, what: undefined }
  if (!old) return { ...at, kind: 'added' }
  if (!now) return { ...at, kind: 'removed' }
  const delta = (after ?? 0) - (before ?? 0)
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
