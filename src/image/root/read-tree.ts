import { createHash, hash } from 'node:crypto'
import type { TarEntry } from '../tar/entry.ts'
import { readTar } from '../tar/read-tar.ts'
import { bytesWanted, isKept, readContentFacts } from './content-facts.ts'
import { type ContentFacts, type FileNode, type ImageTree, joinPath, nameOf, parentOf } from './image-tree.ts'

export interface ReadTreeOptions {
  /** Reads ELF headers, shebangs, manifests and hints too. Off for comparing two trees, which needs nodes alone. */
  readonly facts?: boolean
}

/** Reads the stream of `docker export` (or any tar of a root file system). Throws `ImageError` for a broken one. */
export const readTree = async (
  chunks: Parameters<typeof readTar>[0],
  options: ReadTreeOptions = {},
): Promise<ImageTree> => {
  const nodes = new Map<string, FileNode>()
  const contents = new Map<string, Uint8Array>()
  const facts = new Map<string, ContentFacts>()
  for await (const entry of readTar(chunks)) {
    const path = absolutePath(entry.path)
    if (entry.kind === 'hardlink') {
      const first = nodes.get(absolutePath(entry.linkPath))
      if (first !== undefined) nodes.set(path, { ...first, path })
      continue
    }
    const read = await readContent(entry, path, options.facts === true)
    if (read.kept !== undefined) contents.set(path, read.kept)
    if (read.facts !== undefined) facts.set(path, read.facts)
    nodes.set(path, toNode(entry, path, read.sha256))
  }
  return createTree(nodes, contents, facts)
}

/** `./usr/bin/` → `/usr/bin`. */
const absolutePath = (path: string): string =>
  `/${path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')}`

const toNode = (entry: TarEntry, path: string, sha256: string): FileNode => ({
  path,
  kind: entry.kind === 'hardlink' ? 'file' : entry.kind,
  mode: entry.mode,
  uid: entry.uid,
  gid: entry.gid,
  size: entry.kind === 'file' ? entry.size : 0,
  mtime: entry.mtime,
  sha256,
  target: entry.kind === 'symlink' ? entry.linkPath : '',
  inode: path,
  xattrs: entry.xattrs.size === 0 ? noAttributes : hexAttributes(entry.xattrs),
  device: entry.kind.endsWith('device') ? `${entry.deviceMajor}:${entry.deviceMinor}` : '',
})

const noAttributes: ReadonlyMap<string, string> = new Map()

const hexAttributes = (xattrs: ReadonlyMap<string, Buffer>): ReadonlyMap<string, string> =>
  new Map(
    [...xattrs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, value.toString('hex')]),
  )

interface ReadContent {
  readonly sha256: string
  readonly kept?: Uint8Array
  readonly facts?: ContentFacts
}

const readContent = async (entry: TarEntry, path: string, withFacts: boolean): Promise<ReadContent> => {
  if (entry.kind !== 'file') return { sha256: '' }
  const wanted = (start: Uint8Array): number =>
    withFacts ? bytesWanted(path, entry.size, start) : bytesCompared(path, entry.size)
  // Most files lie within one chunk: those are read without a wait.
  const whole = entry.contentNow()
  if (whole !== undefined) {
    const bytes = whole.length === 0 ? whole : whole.subarray(0, wanted(whole))
    return gathered(entry, path, hash('sha256', whole), bytes.length === 0 ? [] : [Uint8Array.from(bytes)])
  }
  const digest = createHash('sha256')
  const parts: Uint8Array[] = []
  let missing: number | undefined
  for await (const chunk of entry.content()) {
    digest.update(chunk)
    missing ??= wanted(chunk)
    if (missing <= 0) continue
    // A copy: the chunk is a part of a larger buffer, which would live as long.
    const part = Uint8Array.from(chunk.subarray(0, missing))
    parts.push(part)
    missing -= part.length
  }
  return gathered(entry, path, digest.digest('hex'), parts)
}

const gathered = (
  { size }: TarEntry,
  path: string,
  sha256: string,
  parts: readonly Uint8Array[],
): ReadContent => {
  if (parts.length === 0) return { sha256 }
  const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
  const facts = readContentFacts(path, bytes)
  return {
    sha256,
    ...(isKept(path, size) && { kept: bytes }),
    ...(facts !== undefined && { facts }),
  }
}

/** Users and groups are compared line by line, so their text is kept in any case. */
const bytesCompared = (path: string, size: number): number =>
  (path === '/etc/passwd' || path === '/etc/group') && size < 1 << 20 ? size : 0

/** A tree of these nodes. Directories that no entry names (the root is often such) stand as 0755 root. */
export const createTree = (
  nodes: ReadonlyMap<string, FileNode>,
  contents: ReadonlyMap<string, Uint8Array> = new Map(),
  facts: ReadonlyMap<string, ContentFacts> = new Map(),
): ImageTree => {
  const all = new Map<string, FileNode>(nodes)
  for (const path of nodes.keys()) addParents(all, path)
  if (!all.has('/')) all.set('/', impliedDirectory('/'))
  const paths = [...all.keys()].sort()
  const children = childrenOf(paths)
  const groups = linkGroups(all)
  return {
    get: path => all.get(path),
    list: directory => children.get(directory) ?? [],
    paths,
    hardLinks: path => groups.get(all.get(path)?.inode ?? '') ?? [path],
    text: path => {
      const bytes = contents.get(all.get(path)?.inode ?? path)
      return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8')
    },
    bytes: path => contents.get(path),
    facts: path => facts.get(all.get(path)?.inode ?? path) ?? {},
  }
}

const addParents = (all: Map<string, FileNode>, path: string): void => {
  for (let at = parentOf(path); !all.has(at); at = parentOf(at)) all.set(at, impliedDirectory(at))
}

const impliedDirectory = (path: string): FileNode => ({
  path,
  kind: 'directory',
  mode: 0o755,
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  sha256: '',
  target: '',
  inode: path,
  xattrs: noAttributes,
  device: '',
})

const childrenOf = (paths: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const children = new Map<string, string[]>()
  for (const path of paths) {
    if (path === '/') continue
    const parent = parentOf(path)
    const names = children.get(parent)
    if (names === undefined) children.set(parent, [nameOf(path)])
    else names.push(nameOf(path))
  }
  for (const names of children.values()) names.sort()
  return children
}

/** Groups of two paths or more that share an inode, by the inode. */
const linkGroups = (nodes: ReadonlyMap<string, FileNode>): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, string[]>()
  for (const { path, inode } of nodes.values()) {
    if (path === inode) continue
    const group = groups.get(inode)
    if (group === undefined) groups.set(inode, [inode, path])
    else group.push(path)
  }
  for (const group of groups.values()) group.sort()
  return groups
}

/** All paths of a tree at and below a directory, in the tree's order. */
export const pathsBelow = (tree: ImageTree, directory: string): readonly string[] => {
  const found: string[] = []
  const pending = [directory]
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (tree.get(path) === undefined) continue
    found.push(path)
    for (const name of tree.list(path)) pending.push(joinPath(path, name))
  }
  return found.sort()
}
