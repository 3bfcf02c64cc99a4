import { type ImageTree, type Inode, pathOf, type TreeNode } from './image-tree.ts'

export interface SizedPath {
  readonly path: string
  readonly bytes: number
  /** The layer that put it there; for a folder that of its largest part. */
  readonly layer: number
}

export interface SizedFolder extends SizedPath {
  readonly files: number
}

/** One child that holds this share of a folder says more than the folder. */
const DOMINANT = 0.9

/** The `count` largest files, hard links once. */
export function biggestFiles(tree: ImageTree, count: number): readonly SizedPath[] {
  const seen = new Set<Inode>()
  const files: { node: TreeNode; inode: Inode }[] = []
  for (const node of tree.walk()) {
    const { inode } = node
    if (!inode || seen.has(inode)) continue
    if (inode.links > 1) seen.add(inode)
    files.push({ node, inode })
  }
  return files
    .sort((a, b) => b.inode.size - a.inode.size)
    .slice(0, count)
    .map(({ node, inode }) => ({ path: pathOf(node), bytes: inode.size, layer: inode.layer }))
}

interface FolderSum {
  bytes: number
  files: number
  layers: Map<number, number>
  /** Bytes of the largest folder right below. */
  largestChild: number
}

/** Bytes and files below each folder of the image. */
export function folderSums(tree: ImageTree): ReadonlyMap<TreeNode, Readonly<FolderSum>> {
  const sums = new Map<TreeNode, FolderSum>()
  const seen = new Set<Inode>()
  for (const node of tree.walk()) {
    const { inode } = node
    if (!inode || seen.has(inode)) continue
    if (inode.links > 1) seen.add(inode)
    for (let at = node.parent; at; at = at.parent) {
      const sum = sums.get(at) ?? { bytes: 0, files: 0, layers: new Map<number, number>(), largestChild: 0 }
      sum.bytes += inode.size
      sum.files++
      sum.layers.set(inode.layer, (sum.layers.get(inode.layer) ?? 0) + inode.size)
      sums.set(at, sum)
    }
  }
  for (const [node, sum] of sums) {
    const parent = node.parent && sums.get(node.parent)
    if (parent) parent.largestChild = Math.max(parent.largestChild, sum.bytes)
  }
  return sums
}

/** The `count` largest folders that are not just the way to a larger one in them. */
export function biggestFolders(
  sums: ReadonlyMap<TreeNode, Readonly<FolderSum>>,
  count: number,
): readonly SizedFolder[] {
  return [...sums]
    .filter(([node, sum]) => node.parent && sum.largestChild < DOMINANT * sum.bytes)
    .sort(([, a], [, b]) => b.bytes - a.bytes)
    .slice(0, count)
    .map(([node, sum]) => ({
      path: pathOf(node),
      bytes: sum.bytes,
      files: sum.files,
      layer: [...sum.layers].reduce((a, b) => (b[1] > a[1] ? b : a))[0],
    }))
}
