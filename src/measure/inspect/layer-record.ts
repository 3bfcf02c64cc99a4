import { createHash, hash } from 'node:crypto'
import type { LayerStream } from '../../image/archive/layer.ts'
import type { TarEntry, TarKind } from '../../image/tar/entry.ts'
import { ImageError } from '../../image/image-error.ts'
import { readTar } from '../../image/tar/read-tar.ts'
import { type Fact, factOf, isReadableJar, jarFact, wantedText } from './facts.ts'
import { imagePath, layerMark } from './layer-path.ts'

/** What one layer holds, contents aside. */
export interface LayerRecord {
  readonly entries: readonly FileRecord[]
  /** Paths that this layer deletes, and folders that it empties first. */
  readonly deletes: readonly string[]
  readonly opaque: readonly string[]
  /** What was read in files that describe others: package databases, keys, tokens. */
  readonly facts: readonly Fact[]
  /** File bytes, and files, whiteouts aside. */
  readonly unpacked: number
  readonly files: number
  /** All entries of the tar. */
  readonly entryCount: number
}

/** A layer once its files stand in the tree: the list of them is let go. */
export type LayerSummary = Omit<LayerRecord, 'entries'>

export interface FileRecord {
  /** Absolute, normalised. */
  readonly path: string
  readonly kind: TarKind
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly mtime: number
  readonly linkPath: string
  /** Says whether two files have the same content: of its SHA-256 the first 144 bits. Empty for what has none. */
  readonly content: string
  /** Has file capabilities, which give rights as setuid does. */
  readonly capable: boolean
}

/** Text of package databases grows with the image; anything larger is not one. */
const TEXT_LIMIT = 32 * 2 ** 20
/** Zeros that no one stored are not worth hashing; two such files count as different. */
const SPARSE_HASH_LIMIT = 64 * 2 ** 20

/** What all layers of an image together may take. */
export interface ReadBudget {
  entries: number
  /** Bytes of databases that are kept as text. */
  text: number
}

/** About half a kilobyte of memory each. Real images of 100,000 files are large ones. */
export function readBudget(): ReadBudget {
  return { entries: 2_000_000, text: 128 * 2 ** 20 }
}

/** Throws `ImageError` where there are too many. */
export function spendEntries(budget: ReadBudget, count: number): void {
  budget.entries -= count
  if (budget.entries < 0) throw new ImageError('image-limit', 'the image has too many files to be inspected')
}

/** Whether some text may have been left unread for want of room. */
export function isSpent(budget: ReadBudget): boolean {
  return budget.text < TEXT_LIMIT
}

/** Reads one layer to its end. Throws `ImageError` where its tar is damaged or leads out of the image. */
export async function recordLayer(
  layer: LayerStream,
  budget: ReadBudget,
  hashed: boolean,
): Promise<LayerRecord> {
  const entries: FileRecord[] = []
  const deletes: string[] = []
  const opaque: string[] = []
  const facts: Fact[] = []
  const count = { unpacked: 0, files: 0, entries: 0 }
  for await (const entry of readTar(layer.tar)) {
    count.entries++
    spendEntries(budget, 1)
    const path = imagePath(entry.path, entry.offset)
    const mark = layerMark(path)
    if (mark.kind === 'deletes') deletes.push(mark.path)
    if (mark.kind === 'opaque') opaque.push(mark.path)
    if (mark.kind !== 'none') continue
    const content = await contentOf(entry, path, facts, budget, hashed)
    if (entry.kind === 'file') {
      count.unpacked += entry.size
      count.files++
    }
    entries.push(recordOf(entry, path, content))
  }
  return {
    entries,
    deletes,
    opaque,
    facts,
    unpacked: count.unpacked,
    files: count.files,
    entryCount: count.entries,
  }
}

function recordOf(entry: TarEntry, path: string, content: string): FileRecord {
  return {
    path,
    kind: entry.kind,
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    size: entry.size,
    mtime: entry.mtime,
    linkPath: entry.kind === 'hardlink' ? imagePath(entry.linkPath || '.', entry.offset) : entry.linkPath,
    content,
    capable: entry.xattrs.has('security.capability'),
  }
}

async function contentOf(
  entry: TarEntry,
  path: string,
  facts: Fact[],
  budget: ReadBudget,
  hashed: boolean,
): Promise<string> {
  if (entry.kind !== 'file') return ''
  if (entry.sparse && entry.size > SPARSE_HASH_LIMIT) return `sparse at ${path} ${entry.offset}`
  if (entry.size <= Math.min(TEXT_LIMIT, budget.text) && wantedText(path, entry.size)) {
    budget.text -= entry.size
    const bytes = await entry.bytes(TEXT_LIMIT)
    facts.push(...factOf(path, bytes))
    return shorten(hash('sha256', bytes, 'base64'))
  }
  if (isReadableJar(path, entry.size)) {
    const bytes = await entry.bytes(entry.size)
    facts.push(jarFact(path, bytes))
    return shorten(hash('sha256', bytes, 'base64'))
  }
  if (!hashed) return ''
  const atHand = entry.contentNow()
  if (atHand) return shorten(hash('sha256', atHand, 'base64'))
  const running = createHash('sha256')
  for await (const chunk of entry.content()) running.update(chunk)
  return shorten(running.digest('base64'))
}

function shorten(digest: string): string {
  return digest.slice(0, 24)
}
