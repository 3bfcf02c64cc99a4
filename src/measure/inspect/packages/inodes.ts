import type { ImageTree, Inode, TreeNode } from '../image-tree.ts'

/**
 * The files at these paths that are really there. A path's folders may be links (`/lib` → `usr/lib`), as
 * package lists have it.
 */
export function inodesOfPaths(tree: ImageTree, paths: Iterable<string>): ReadonlySet<Inode> {
  const seen = new Set<Inode>()
  for (const path of paths) {
    const slash = path.lastIndexOf('/')
    const inode =
      tree.get(path)?.inode ?? tree.resolve(path.slice(0, slash))?.children?.get(path.slice(slash + 1))?.inode
    if (inode) seen.add(inode)
  }
  return seen
}

/** All files below a folder, but for the folders that `skip` names. */
export function inodesOfFolder(
  tree: ImageTree,
  folder: TreeNode,
  skip: (node: TreeNode) => boolean,
): ReadonlySet<Inode> {
  const seen = new Set<Inode>()
  const stack = [folder]
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.inode) seen.add(node.inode)
    for (const child of node.children?.values() ?? []) if (!skip(child)) stack.push(child)
  }
  return seen
}
