import { ImageError } from '../image-error.ts'
import { type ByteChunks, ByteReader } from './byte-reader.ts'
import { entryContent, wholeContent } from './content.ts'
import { DEFAULT_TAR_LIMITS, type TarEntry, type TarHeader, type TarLimits } from './entry.ts'
import { BLOCK, kindOf, parseHeader, type RawHeader } from './header.ts'
import { decodeName } from './names.ts'
import { parseDecimal, parseTime } from './numbers.ts'
import { mergePax, NO_PAX, parsePax, type PaxRecords } from './pax.ts'
import { readSparseMap } from './sparse.ts'

/** Extension headers in front of one entry: real archives have up to three. */
const MAX_EXTENSIONS = 16

interface Extensions {
  pax: PaxRecords
  name: string | undefined
  linkName: string | undefined
  count: number
}

/**
 * Reads a tar as a stream: one entry at a time, in order, memory flat. Reads ustar, PAX (global headers too),
 * GNU and v7; where writers disagree, as Docker's reader (Go's archive/tar) does. After the last entry the stream
 * is read to its end, so that a checksum around it gets every byte. Throws `ImageError` with the offset.
 */
export async function* readTar(
  chunks: ByteChunks,
  options: Partial<TarLimits> = {},
): AsyncGenerator<TarEntry, void, undefined> {
  const limits = { ...DEFAULT_TAR_LIMITS, ...options }
  const reader = new ByteReader(chunks)
  try {
    yield* readEntries(reader, limits)
    await reader.drain()
  } finally {
    await reader.close()
  }
}

async function* readEntries(reader: ByteReader, limits: TarLimits): AsyncGenerator<TarEntry> {
  let global = NO_PAX
  let entries = 0
  let extensions = noExtensions()
  for (;;) {
    const offset = reader.position
    const raw = await nextHeader(reader)
    if (!raw) {
      if (extensions.count > 0) throw truncatedAfterExtension(reader.position)
      return
    }
    if (raw.typeflag === 'g') {
      global = mergePax(global, checkGlobal(await readPaxBody(raw, reader, limits), offset))
      continue
    }
    if (await readExtension(raw, extensions, reader, limits)) {
      if (++extensions.count > MAX_EXTENSIONS)
        throw new ImageError('image-limit', 'an entry has too many extension headers', { offset })
      continue
    }
    if (++entries > limits.entries)
      throw new ImageError('image-limit', `the archive has more than ${limits.entries} entries`, { offset })
    const header = await completeHeader(
      raw,
      { ...extensions, pax: mergePax(global, extensions.pax) },
      reader,
      limits,
    )
    extensions = noExtensions()
    const end = reader.position + header.storedSize
    yield withContent(header, reader)
    await reader.skip(end - reader.position, `the content of ${header.path.slice(0, 200)}`)
    // umoci's `insert` leaves the last padding out, with the end marker; Go's reader takes that for the end, too.
    if (!(await reader.trySkip(padding(header.storedSize)))) return
  }
}

function noExtensions(): Extensions {
  return { pax: NO_PAX, name: undefined, linkName: undefined, count: 0 }
}

/** The next header; undefined where two blocks of zeros, or the stream's end at a block's border, end the archive. */
async function nextHeader(reader: ByteReader): Promise<RawHeader | undefined> {
  const offset = reader.position
  const block = reader.takeNow(BLOCK) ?? (await reader.take(BLOCK, 'a header'))
  if (!block) return undefined
  const header = parseHeader(block, offset)
  if (header) return header
  const second = await reader.take(BLOCK, 'the end marker')
  if (!second || second.every(byte => byte === 0)) return undefined
  throw new ImageError('image-corrupt', 'a block of zeros stands between two entries', { offset })
}

/** Takes in a header that only describes the next one. Answers whether it was such. */
async function readExtension(
  raw: RawHeader,
  into: Extensions,
  reader: ByteReader,
  limits: TarLimits,
): Promise<boolean> {
  switch (raw.typeflag) {
    case 'x':
    case 'X':
      into.pax = mergePax(into.pax, await readPaxBody(raw, reader, limits))
      return true
    case 'L':
      into.name = decodeName(untilNul(await readBody(raw, 'a long name', limits.nameBytes, reader)))
      return true
    case 'K':
      into.linkName = decodeName(untilNul(await readBody(raw, 'a long link', limits.nameBytes, reader)))
      return true
    default:
      return false
  }
}

async function readPaxBody(raw: RawHeader, reader: ByteReader, limits: TarLimits): Promise<PaxRecords> {
  const offset = reader.position - BLOCK
  return parsePax(await readBody(raw, 'a PAX header', limits.paxBytes, reader), offset)
}

async function readBody(raw: RawHeader, what: string, limit: number, reader: ByteReader): Promise<Buffer> {
  const offset = reader.position - BLOCK
  if (raw.size > limit) throw new ImageError('image-limit', `${what} has over ${limit} bytes`, { offset })
  const body = await reader.take(raw.size + padding(raw.size), what)
  if (!body) throw new ImageError('image-truncated', `the archive ends before ${what}`, { offset })
  return body.subarray(0, raw.size)
}

/** A global name or size would turn every later entry into the same file: no writer makes one. */
function checkGlobal(pax: PaxRecords, offset: number): PaxRecords {
  const wrong = [...pax.text.keys()].find(key => /^(?:path|linkpath|size|GNU\.sparse\..*)$/.test(key))
  if (wrong === undefined) return pax
  throw new ImageError('image-corrupt', `a global PAX header sets ${wrong}`, { offset })
}

async function completeHeader(
  raw: RawHeader,
  extensions: Extensions,
  reader: ByteReader,
  limits: TarLimits,
): Promise<TarHeader> {
  const offset = reader.position - BLOCK
  const { pax } = extensions
  const number = (key: string, otherwise: number): number => {
    const text = pax.text.get(key)
    return text === undefined ? otherwise : parseDecimal(text, `PAX ${key}`, offset)
  }
  const size = number('size', raw.size)
  if (size < 0) throw new ImageError('image-corrupt', 'bad PAX header: size is negative', { offset })
  const time = pax.text.get('mtime')
  const { seconds, nanos } = time === undefined ? { seconds: raw.mtime, nanos: 0 } : parseTime(time, offset)
  // Only the type decides whether data follows: a size on a link or folder counts nothing, as in Go's reader.
  const linkPath = extensions.linkName ?? pax.text.get('linkpath') ?? decodeName(raw.linkName)
  const rawPath = extensions.name ?? pax.text.get('path') ?? decodeName(raw.name)
  const kind = kindOf(raw.typeflag, rawPath)
  const stored = kind === 'file' || kind === 'other' ? size : 0
  const sparse = kind === 'file' ? await readSparseMap(raw, pax, stored, reader, limits) : undefined
  const path = sparse?.name ?? rawPath
  if (path === '' || path.includes('\0'))
    throw new ImageError('image-corrupt', 'an entry has no name', { offset })
  if (path.length > limits.nameBytes) throw new ImageError('image-limit', 'a name is too long', { offset })
  return {
    path,
    kind,
    typeflag: raw.typeflag,
    mode: raw.mode,
    uid: number('uid', raw.uid),
    gid: number('gid', raw.gid),
    userName: pax.text.get('uname') ?? raw.userName,
    groupName: pax.text.get('gname') ?? raw.groupName,
    size: kind === 'file' ? (sparse?.size ?? stored) : 0,
    storedSize: sparse?.storedSize ?? stored,
    mtime: seconds,
    mtimeNanos: nanos,
    linkPath,
    deviceMajor: number('SCHILY.devmajor', raw.deviceMajor),
    deviceMinor: number('SCHILY.devminor', raw.deviceMinor),
    xattrs: pax.xattrs,
    sparse: sparse?.ranges,
    offset,
    dataOffset: reader.position,
  }
}

function withContent(header: TarHeader, reader: ByteReader): TarEntry {
  const start = reader.position
  return {
    ...header,
    content: () => entryContent(header, reader, start),
    contentNow: () =>
      header.sparse || reader.position !== start ? undefined : reader.takeNow(header.storedSize),
    bytes: limit => wholeContent(header, reader, start, limit),
  }
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK
}

function untilNul(bytes: Buffer): Buffer {
  const nul = bytes.indexOf(0)
  return nul < 0 ? bytes : bytes.subarray(0, nul)
}

function truncatedAfterExtension(offset: number): ImageError {
  return new ImageError('image-truncated', 'the archive ends after an extension header', { offset })
}
