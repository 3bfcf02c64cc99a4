/** Kinds of pages (libdb's db_page.h); 2 was written before libdb 4.6. */
const pages = { unsortedHash: 2, overflow: 7, hashMeta: 8, hash: 13 } as const
/** Kinds of a hash page's items. */
const items = { here: 1, overflow: 3 } as const

const pageHeader = 26
const hashMagic = 0x061561

interface Berkeley {
  readonly bytes: Buffer
  readonly pageSize: number
  /** The file is written in the byte order of the machine that made it. */
  u16(at: number): number
  u32(at: number): number
}

/**
 * The values of a Berkeley DB hash table, in the order of its pages. Read from memory: no index is followed, every page
 * is looked at once. Format: libdb's db_page.h. Throws `RangeError` where it is broken or uses what rpm never does.
 */
export const readBerkeleyHash = (bytes: Uint8Array): readonly Uint8Array[] => {
  const file = openFile(bytes)
  const last = file.u32(32)
  const values: Uint8Array[] = []
  const seen = new Set<number>()
  for (let page = 1; page <= last; page++) {
    const start = page * file.pageSize
    const kind = file.bytes.readUInt8(start + 25)
    if (kind !== pages.hash && kind !== pages.unsortedHash) continue
    values.push(...valuesOfPage(file, start, seen))
  }
  return values
}

const openFile = (bytes: Uint8Array): Berkeley => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < 512) throw new RangeError('no Berkeley DB file')
  const big = buffer.readUInt32BE(12) === hashMagic
  if (!big && buffer.readUInt32LE(12) !== hashMagic) throw new RangeError('no Berkeley DB hash table')
  const u16 = (at: number): number => (big ? buffer.readUInt16BE(at) : buffer.readUInt16LE(at))
  const u32 = (at: number): number => (big ? buffer.readUInt32BE(at) : buffer.readUInt32LE(at))
  const pageSize = u32(20)
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0)
    throw new RangeError('bad page size')
  if (buffer[25] !== pages.hashMeta) throw new RangeError('the first page does not describe a hash table')
  if (buffer[24] !== 0) throw new RangeError('the file is encrypted')
  // With checksums a page's header is longer.
  if (((buffer[26] ?? 0) & 1) !== 0) throw new RangeError('the pages have checksums')
  return { bytes: buffer, pageSize, u16, u32 }
}

/** Items are packed from the page's end, a key and a value in turn; each reaches to the beginning of the one before. */
const valuesOfPage = (file: Berkeley, start: number, seen: Set<number>): readonly Uint8Array[] => {
  const count = file.u16(start + 20)
  if (pageHeader + count * 2 > file.pageSize) throw new RangeError('a page has too many items')
  const offset = (index: number): number => file.u16(start + pageHeader + index * 2)
  const values: Uint8Array[] = []
  for (let index = 1; index < count; index += 2) {
    const from = offset(index)
    const to = offset(index - 1)
    if (from < pageHeader || to > file.pageSize || to <= from) throw new RangeError('an item is out of place')
    values.push(readItem(file, start + from, start + to, seen))
  }
  return values
}

const readItem = (file: Berkeley, from: number, to: number, seen: Set<number>): Uint8Array => {
  const kind = file.bytes.readUInt8(from)
  if (kind === items.here) return file.bytes.subarray(from + 1, to)
  if (kind !== items.overflow) throw new RangeError('a key has several values')
  return readOverflow(file, file.u32(from + 4), file.u32(from + 8), seen)
}

/** A value of several pages, each of which belongs to one value alone. */
const readOverflow = (file: Berkeley, first: number, length: number, seen: Set<number>): Uint8Array => {
  const parts: Uint8Array[] = []
  let missing = length
  for (let page = first; missing > 0; ) {
    const start = page * file.pageSize
    if (page === 0 || start + file.pageSize > file.bytes.length)
      throw new RangeError('an overflow page is missing')
    if (seen.has(page)) throw new RangeError('an overflow page is reached twice')
    seen.add(page)
    if (file.bytes[start + 25] !== pages.overflow) throw new RangeError('no overflow page')
    // The field that says where a page is free says of this kind how much it holds.
    const held = Math.min(file.u16(start + 22), missing, file.pageSize - pageHeader)
    if (held === 0) throw new RangeError('an overflow page is empty')
    parts.push(file.bytes.subarray(start + pageHeader, start + pageHeader + held))
    missing -= held
    page = file.u32(start + 16)
  }
  return Buffer.concat(parts)
}
