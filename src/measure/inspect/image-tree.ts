import { posix } from 'node:path'
import { ImageError } from '../../image/image-error.ts'
import type { TarKind } from '../../image/tar/entry.ts'
import type { FileRecord, LayerRecord } from './layer-record.ts'

/** Content on disk: hard links share one. */
export interface Inode {
  readonly size: number
  readonly content: string
  /** The layer that holds the bytes. */
  readonly layer: number
  /** Names that it has in the image as it stands; 0 once nothing shows it. */
  links: number
}

export interface TreeNode {
  readonly name: string
  readonly parent: TreeNode | undefined
  kind: Exclude<TarKind, 'hardlink'>
  mode: number
  uid: number
  gid: number
  /** The layer that put it here last. */
  layer: number
  linkPath: string
  capable: boolean
  inode: Inode | undefined
  children: Map<string, TreeNode> | undefined
}

/** Bytes that a later layer took out of sight. */
export interface HiddenFile {
  readonly path: string
  readonly inode: Inode
  /** The layer that hid it. */
  readonly by: number
  /** What stands in its place; undefined where it is gone. */
  replacedBy: Inode | undefined
  /** It is gone, and the layer that hid it has the same content elsewhere. */
  moved: boolean
}

/** Docker's own limit of symbolic links on one path is the kernel's. */
const MAX_SYMLINKS = 40

/** The files of an image as a container sees them, and what its layers hide from one another. */
export class ImageTree {
  readonly root: TreeNode = newNode('', undefined, 0)
  readonly hidden: HiddenFile[] = []
  readonly #layers: number

  constructor(layers: readonly LayerRecord[]) {
    this.#layers = layers.length
    for (const [at, layer] of layers.entries()) this.#apply(layer, at)
  }

  get layerCount(): number {
    return this.#layers
  }

  /** The node at exactly this path, symbolic links not followed. */
  get(path: string): TreeNode | undefined {
    let node: TreeNode | undefined = this.root
    for (const part of parts(path)) node = node?.children?.get(part)
    return node
  }

  /** The node that a program sees at this path: symbolic links are followed, and none leads out. */
  resolve(path: string): TreeNode | undefined {
    // The next part is the last: links that lead on to long paths would make it slow to take the first.
    const rest = parts(path).reverse()
    let node: TreeNode = this.root
    let links = 0
    for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
      if (name === '.') continue
      const next: TreeNode | undefined = name === '..' ? (node.parent ?? this.root) : node.children?.get(name)
      if (!next) return undefined
      if (next.kind !== 'symlink') {
        node = next
        continue
      }
      if (++links > MAX_SYMLINKS) return undefined
      for (const part of parts(next.linkPath).reverse()) rest.push(part)
      if (next.linkPath.startsWith('/')) node = this.root
    }
    return node
  }

  /** All nodes below a folder, folders before what is in them, in the order of the layers. */
  *walk(from: TreeNode = this.root): Generator<TreeNode, void, undefined> {
    const stack = [from]
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (node !== from) yield node
      if (node.children) stack.push(...[...node.children.values()].reverse())
    }
  }

  #apply(layer: LayerRecord, at: number): void {
    const start = this.hidden.length
    // Whiteouts speak of lower layers only, wherever in the tar they stand.
    for (const path of layer.deletes) this.#remove(this.get(path), at)
    for (const path of layer.opaque) this.#empty(this.get(path), at)
    for (const entry of layer.entries) this.#put(entry, at)
    const hidden = this.hidden.slice(start)
    for (const one of hidden) one.replacedBy ??= this.get(one.path)?.inode
    markMoved(
      hidden.filter(one => !one.replacedBy && one.inode.size > 0),
      layer,
    )
  }

  #put(entry: FileRecord, layer: number): void {
    if (entry.path === '/') {
      setAttributes(this.root, entry, layer)
      return
    }
    const parent = this.#folder(posix.dirname(entry.path), layer)
    const name = posix.basename(entry.path)
    const before = parent.children?.get(name)
    const inode = this.#inodeOf(entry, layer)
    if (before?.kind === 'directory' && entry.kind === 'directory') {
      setAttributes(before, entry, layer)
      return
    }
    this.#remove(before, layer)
    const node = newNode(name, parent, layer)
    setAttributes(node, entry, layer)
    if (inode) {
      inode.links++
      node.inode = inode
    }
    if (entry.kind === 'hardlink') copyAttributes(node, this.get(entry.linkPath))
    parent.children ??= new Map()
    parent.children.set(name, node)
  }

  #inodeOf(entry: FileRecord, layer: number): Inode | undefined {
    if (entry.kind === 'file') return { size: entry.size, content: entry.content, layer, links: 0 }
    if (entry.kind !== 'hardlink') return undefined
    const target = this.get(entry.linkPath)
    if (target && target.kind !== 'directory') return target.inode
    throw new ImageError(
      'image-corrupt',
      `${entry.path.slice(0, 200)} is a hard link to ${entry.linkPath.slice(0, 200)}, which is not there`,
    )
  }

  /** The folder at a path; made where a layer left it out, as Docker makes it. */
  #folder(path: string, layer: number): TreeNode {
    let node = this.root
    for (const name of parts(path)) {
      let next = node.children?.get(name)
      if (next && next.kind !== 'directory') {
        this.#remove(next, layer)
        next = undefined
      }
      if (!next) {
        next = newNode(name, node, layer)
        node.children ??= new Map()
        node.children.set(name, next)
      }
      node = next
    }
    return node
  }

  #empty(folder: TreeNode | undefined, by: number): void {
    for (const child of folder?.children?.values() ?? []) this.#remove(child, by)
  }

  #remove(node: TreeNode | undefined, by: number): void {
    if (!node) return
    node.parent?.children?.delete(node.name)
    for (const below of [node, ...this.walk(node)]) {
      const { inode } = below
      if (!inode) continue
      inode.links--
      // A file that its own layer writes twice is in the tar twice; one that keeps another name is not lost.
      if (inode.links === 0)
        this.hidden.push({ path: pathOf(below), inode, by, replacedBy: undefined, moved: false })
    }
  }
}

function markMoved(gone: readonly HiddenFile[], layer: LayerRecord): void {
  if (gone.length === 0) return
  const added = new Set(layer.entries.map(entry => entry.content))
  for (const one of gone) one.moved = added.has(one.inode.content)
}

export function pathOf(node: TreeNode): string {
  let path = ''
  for (let at: TreeNode | undefined = node; at?.parent; at = at.parent) path = `/${at.name}${path}`
  return path || '/'
}

function parts(path: string): string[] {
  return path.split('/').filter(part => part !== '')
}

function newNode(name: string, parent: TreeNode | undefined, layer: number): TreeNode {
  return {
    name,
    parent,
    kind: 'directory',
    mode: 0o755,
    uid: 0,
    gid: 0,
    layer,
    linkPath: '',
    capable: false,
    inode: undefined,
    children: undefined,
  }
}

function setAttributes(node: TreeNode, entry: FileRecord, layer: number): void {
  node.kind = entry.kind === 'hardlink' ? 'file' : entry.kind
  node.mode = entry.mode
  node.uid = entry.uid
  node.gid = entry.gid
  node.layer = layer
  node.linkPath = entry.kind === 'symlink' ? entry.linkPath : ''
  node.capable = entry.capable
}

/** A hard link's own header may tell less than its target's. */
function copyAttributes(node: TreeNode, target: TreeNode | undefined): void {
  if (!target) return
  node.kind = target.kind
  node.mode = target.mode
  node.uid = target.uid
  node.gid = target.gid
  node.linkPath = target.linkPath
  node.capable = target.capable
}
