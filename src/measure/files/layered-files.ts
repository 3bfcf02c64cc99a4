import { printableName } from '../../image/tar/names.ts'
import type { HiddenFile, ImageTree, Inode, TreeNode } from '../inspect/image-tree.ts'
import type { MeasuredPackage } from '../inspect/packages/package.ts'
import type { WasteFinding } from '../inspect/waste.ts'

/**
 * A file or folder that a layer of an image holds, also where a later layer hides it. The bytes of all together are
 * the image's, unpacked.
 */
export interface LayeredEntry {
  /** Fit for a terminal and a page. The root's is empty. */
  readonly name: string
  readonly depth: number
  /** Index of the folder that it is in; -1 for the root. */
  readonly parent: number
  /** Index after all that is in it: a folder stands right before its contents, which are sorted by name. */
  readonly end: number
  readonly kind: 'folder' | 'file' | 'symlink' | 'special'
  /** Of a file alone; 0 for a further name of the same content. */
  readonly bytes: number
  /** The layer that holds the bytes; -1 for a folder that is gone. */
  readonly from: number
  /** The layer that hides it, where one does. */
  readonly until: number | undefined
  /** What hides it put a file in its place. */
  readonly isReplaced: boolean
  /** It took the place of a file of a lower layer. */
  readonly replaces: boolean
  /** Undefined where the image does not show it any more. */
  readonly rights: Rights | undefined
  readonly linkPath: string
  /** The package that lists it. */
  readonly owner: string | undefined
  readonly waste: Pick<WasteFinding, 'what' | 'advice' | 'by' | 'sameAs'> | undefined
  readonly ledger: LedgerLine | undefined
}

export interface Rights {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/** Whether a closure keeps a path, and why. */
export interface LedgerLine {
  readonly kept: boolean
  readonly because: string
}

export interface LayeredInput {
  readonly tree: ImageTree
  readonly owners: ReadonlyMap<Inode, MeasuredPackage>
  readonly findings: readonly WasteFinding[]
  /** What is known of a path, where a ledger is there. */
  readonly ledger?: ((path: string) => LedgerLine | undefined) | undefined
}

/** What is hidden in a folder, by name. */
interface HiddenFolder {
  readonly files: HiddenFile[]
  readonly folders: Map<string, HiddenFolder>
}

interface Row {
  readonly name: string
  /** Empty for the root. */
  readonly path: string
  readonly node?: TreeNode | undefined
  readonly hidden?: HiddenFile
  readonly folder?: HiddenFolder | undefined
}

type Open = { -readonly [key in keyof LayeredEntry]: LayeredEntry[key] }

/** All that the layers of an image hold, in the order of a tree. Pure. */
export function layeredFiles(input: LayeredInput): readonly LayeredEntry[] {
  const make = entryMaker(input)
  const entries: Open[] = []
  const root: Row = { name: '', path: '', node: input.tree.root, folder: hiddenFolders(input.tree) }
  const stack = [{ row: root, parent: -1, depth: 0 }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const at = entries.length
    const { row, parent, depth } = next
    entries.push({ ...make(row), depth, parent, end: 0 })
    for (const child of childrenOf(row).reverse()) stack.push({ row: child, parent: at, depth: depth + 1 })
  }
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at]
    if (!entry) continue
    entry.end = Math.max(entry.end, at + 1)
    const above = entries[entry.parent]
    if (above) above.end = Math.max(above.end, entry.end)
  }
  return entries
}

function hiddenFolders(tree: ImageTree): HiddenFolder {
  const root: HiddenFolder = { files: [], folders: new Map() }
  for (const hidden of tree.hidden) {
    let folder = root
    for (const part of hidden.path.split('/').slice(1, -1)) {
      const next = folder.folders.get(part) ?? { files: [], folders: new Map() }
      folder.folders.set(part, next)
      folder = next
    }
    folder.files.push(hidden)
  }
  return root
}

function childrenOf({ path: above, node, folder }: Row): Row[] {
  const rows: Row[] = []
  const path = (name: string): string => `${above}/${name}`
  const gone = new Map(folder?.folders)
  for (const [name, child] of node?.children ?? []) {
    const isFolder = child.kind === 'directory'
    rows.push({ name, path: path(name), node: child, folder: isFolder ? gone.get(name) : undefined })
    if (isFolder) gone.delete(name)
  }
  for (const [name, child] of gone) rows.push({ name, path: path(name), folder: child })
  for (const hidden of folder?.files ?? []) {
    const name = hidden.path.slice(hidden.path.lastIndexOf('/') + 1)
    rows.push({ name, path: hidden.path, hidden })
  }
  return rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

type Made = Omit<LayeredEntry, 'depth' | 'parent' | 'end'>

function entryMaker({ tree, owners, findings, ledger }: LayeredInput): (row: Row) => Made {
  const wastes = new Map(findings.map(finding => [`${finding.layer} ${finding.path}`, finding]))
  const replacing = new Set(
    tree.hidden.flatMap(({ by, path, replacedBy }) => (replacedBy === undefined ? [] : [`${by} ${path}`])),
  )
  const counted = new Set<Inode>()
  return ({ name, path, node, hidden }) => {
    const inode = node?.inode ?? hidden?.inode
    const bytes = inode && !counted.has(inode) ? inode.size : 0
    if (inode && inode.links > 1) counted.add(inode)
    const from = inode?.layer ?? node?.layer ?? -1
    const owner = inode && owners.get(inode)
    return {
      name: printableName(name),
      kind: node ? kindOf(node) : hidden ? 'file' : 'folder',
      bytes,
      from,
      until: hidden?.by,
      isReplaced: hidden?.replacedBy !== undefined,
      replaces: replacing.has(`${from} ${path}`),
      rights: node && { mode: node.mode, uid: node.uid, gid: node.gid },
      linkPath: printableName(node?.linkPath ?? ''),
      owner: owner && printableName(`${owner.ecosystem} ${owner.name} ${owner.version}`),
      waste: printableWaste(wastes.get(`${from} ${path}`)),
      ledger: node ? ledger?.(path) : undefined,
    }
  }
}

function printableWaste(finding: WasteFinding | undefined): LayeredEntry['waste'] {
  return finding?.sameAs === undefined ? finding : { ...finding, sameAs: printableName(finding.sameAs) }
}

/** What a node is, where devices, pipes and sockets are all the same. */
export function kindOf(node: TreeNode): LayeredEntry['kind'] {
  switch (node.kind) {
    case 'directory':
      return 'folder'
    case 'file':
    case 'symlink':
      return node.kind
    default:
      return 'special'
  }
}
