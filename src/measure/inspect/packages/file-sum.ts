import type { ImageTree, Inode, TreeNode } from '../image-tree.ts'

export interface FileSum {
  readonly bytes: number
  readonly files: number
}

/**
 * Bytes of the files at these paths that are really there. A path's folders may be links (`/lib` → `usr/lib`), as
 * package lists have it.
 */
export function sumOfPaths(tree: ImageTree, paths: Iterable<string>): FileSum {
  const seen = new Set<Inode>()
  for (const path of paths) {
    const slash = path.lastIndexOf('/')
    const inode =
      tree.get(path)?.inode ?? tree.resolve(path.slice(0, slash))?.children?.get(path.slice(slash + 1))?.inode
    if (inode) seen.add(inode)
  }
  return sumOf(seen)
}

/** Bytes of all files below a folder, but for the folders that `skip` names. */
export function sumOfFolder(tree: ImageTree, folder: TreeNode, skip: (node: TreeNode) => boolean): FileSum {
  const seen = new Set<Inode>()
  const stack = [folder]
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.inode) seen.add(node.inode)
    for (const child of node.children?.values() ?? []) if (!skip(child)) stack.push(child)
  }
  return sumOf(seen)
}

function sumOf(inodes: ReadonlySet<Inode>): FileSum {
  let bytes = 0
  for (const inode of inodes) bytes += inode.size
  return { bytes, files: inodes.size }
}
