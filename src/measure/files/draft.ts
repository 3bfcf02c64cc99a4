import { printableName } from '../../image/tar/names.ts'
import { type ImageTree, type Inode, pathOf } from '../inspect/image-tree.ts'
import type { MeasuredPackage } from '../inspect/packages/package.ts'
import type { WasteFinding } from '../inspect/waste.ts'
import type { FileKind, FileStatus } from './file-columns.ts'

/** A file or folder on its way into columns. */
export interface Draft {
  readonly name: string
  readonly kind: FileKind
  readonly bytes: number
  readonly layer: number
  readonly owner?: string | undefined
  readonly waste?: string | undefined
  readonly why?: string | undefined
  readonly status: FileStatus
  children?: Map<string, Draft>
}

export interface DraftInput {
  readonly tree: ImageTree
  readonly owners: ReadonlyMap<Inode, MeasuredPackage>
  readonly findings: readonly WasteFinding[]
  /** Against another image, by path. */
  readonly status: (path: string) => FileStatus
  /** Why it was kept or left behind, where that is known. */
  readonly why?: ((path: string) => string | undefined) | undefined
}

/** The folder for bytes that the image holds and no container sees. Its name is no file's: it has no parent to be in. */
const HIDDEN = 'hidden by later layers'

/** All that an image holds: the files that a container sees, and those that later layers hide. */
export function draftFiles({ tree, owners, findings, status, why }: DraftInput): Draft {
  const root = folder('')
  const waste = new Map(findings.map(({ path, layer, what }) => [`${layer} ${path}`, what]))
  const drafts = new Map([[tree.root, root]])
  const counted = new Set<Inode>()
  for (const node of tree.walk()) {
    const parent = node.parent && drafts.get(node.parent)
    if (!parent) continue
    const { inode } = node
    if (node.kind === 'directory') {
      const draft = folder(printableName(node.name))
      drafts.set(node, draft)
      put(parent, node.name, draft)
      continue
    }
    const path = pathOf(node)
    put(parent, node.name, {
      name: printableName(node.name),
      kind: node.kind === 'symlink' ? 'l' : 'f',
      bytes: inode && !counted.has(inode) ? inode.size : 0,
      layer: inode?.layer ?? node.layer,
      owner: ownerName(inode && owners.get(inode)),
      waste: waste.get(`${inode?.layer ?? -1} ${path}`),
      why: why?.(path),
      status: status(path),
    })
    if (inode && inode.links > 1) counted.add(inode)
  }
  addHidden(root, tree, waste)
  return root
}

/** An inode that keeps no name is hidden once, under the name that it had last. */
function addHidden(root: Draft, tree: ImageTree, waste: ReadonlyMap<string, string>): void {
  const hidden = tree.hidden.filter(({ inode }) => inode.size > 0)
  if (hidden.length === 0) return
  const top = folder(HIDDEN, 'h')
  put(root, `\0${HIDDEN}`, top)
  for (const { path, inode, by, replacedBy } of hidden) {
    const parts = path.split('/').slice(1)
    const name = parts.pop() ?? ''
    let at = top
    for (const part of parts) {
      const known = at.children?.get(part)
      // A file that became a folder keeps its own entry.
      const next = known?.children === undefined ? folder(printableName(part)) : known
      if (next !== known) put(at, known === undefined ? part : `${part}\0`, next)
      at = next
    }
    put(at, `${name}\0${inode.layer} ${by}`, {
      name: printableName(name),
      kind: 'f',
      bytes: inode.size,
      layer: inode.layer,
      waste:
        waste.get(`${inode.layer} ${path}`) ??
        `${replacedBy === undefined ? 'deleted' : 'replaced'} by layer ${by}`,
      status: ' ',
    })
  }
}

function folder(name: string, kind: 'd' | 'h' = 'd'): Draft {
  return { name, kind, bytes: 0, layer: -1, status: ' ', children: new Map() }
}

function put(parent: Draft, key: string, child: Draft): void {
  parent.children ??= new Map()
  parent.children.set(key, child)
}

function ownerName(owner: MeasuredPackage | undefined): string | undefined {
  return owner && printableName(`${owner.ecosystem} ${owner.name} ${owner.version}`)
}
