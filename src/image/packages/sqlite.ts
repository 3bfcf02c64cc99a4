/**
 * Reads the rows of one table of an SQLite 3 file: just enough for rpm's database, read from memory and never written.
 * Format: https://www.sqlite.org/fileformat2.html (sections 1.3, 1.6, 2.1, 2.6). Throws `RangeError` where it is broken.
 */
export const readTable = (bytes: Uint8Array, table: string): readonly (readonly SqliteValue[])[] => {
  const file = openFile(bytes)
  const schema = readRows(file, 1).find(row => row[0] === 'table' && row[1] === table)
  const root = schema?.[3]
  if (typeof root !== 'number') throw new RangeError(`no table ${table}`)
  return readRows(file, root)
}

export type SqliteValue = string | number | Uint8Array | undefined

interface SqliteFile {
  readonly bytes: Buffer
  readonly pageSize: number
  /** Page size less the reserved space at each page's end. */
  readonly usable: number
}

const openFile = (bytes: Uint8Array): SqliteFile => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.toString('latin1', 0, 15) !== 'SQLite format 3') throw new RangeError('no SQLite file')
  const declared = buffer.readUInt16BE(16)
  const pageSize = declared === 1 ? 65_536 : declared
  if (pageSize < 512) throw new RangeError('bad page size')
  return { bytes: buffer, pageSize, usable: pageSize - (buffer[20] ?? 0) }
}

const readRows = (file: SqliteFile, root: number): readonly (readonly SqliteValue[])[] => {
  const rows: (readonly SqliteValue[])[] = []
  const pending = [root]
  const seen = new Set<number>()
  for (let page = pending.pop(); page !== undefined; page = pending.pop()) {
    if (seen.has(page)) throw new RangeError('a page is reached twice')
    seen.add(page)
    const start = (page - 1) * file.pageSize
    const header = start + (page === 1 ? 100 : 0)
    const kind = file.bytes.readUInt8(header)
    const count = file.bytes.readUInt16BE(header + 3)
    const cells = header + (kind === 5 ? 12 : 8)
    for (let index = 0; index < count; index++) {
      const cell = start + file.bytes.readUInt16BE(cells + index * 2)
      if (kind === 5) pending.push(file.bytes.readUInt32BE(cell))
      else if (kind === 13) rows.push(readRecord(readPayload(file, cell)))
      else throw new RangeError('no table page')
    }
    if (kind === 5) pending.push(file.bytes.readUInt32BE(header + 8))
  }
  return rows
}

/** A cell's payload, its overflow pages joined (section 1.6). */
const readPayload = (file: SqliteFile, cell: number): Buffer => {
  const [length, afterLength] = readVarint(file.bytes, cell)
  const [, start] = readVarint(file.bytes, afterLength)
  const most = file.usable - 35
  if (length <= most) return file.bytes.subarray(start, start + length)
  const least = Math.floor(((file.usable - 12) * 32) / 255) - 23
  const fitting = least + ((length - least) % (file.usable - 4))
  const local = fitting <= most ? fitting : least
  const parts = [file.bytes.subarray(start, start + local)]
  let page = file.bytes.readUInt32BE(start + local)
  for (let missing = length - local; missing > 0; ) {
    const at = (page - 1) * file.pageSize
    const part = file.bytes.subarray(at + 4, at + 4 + Math.min(missing, file.usable - 4))
    if (page === 0 || part.length === 0) throw new RangeError('an overflow page is missing')
    parts.push(part)
    missing -= part.length
    page = file.bytes.readUInt32BE(at)
  }
  return Buffer.concat(parts)
}

/** Big-endian groups of seven bits, nine bytes at most. */
const readVarint = (bytes: Buffer, at: number): readonly [number, number] => {
  let value = 0
  for (let index = 0; index < 8; index++) {
    const byte = bytes.readUInt8(at + index)
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return [value, at + index + 1]
  }
  return [value * 256 + bytes.readUInt8(at + 8), at + 9]
}

const readRecord = (payload: Buffer): readonly SqliteValue[] => {
  const [headerSize, first] = readVarint(payload, 0)
  const values: SqliteValue[] = []
  let at = first
  let data = headerSize
  while (at < headerSize) {
    const [type, next] = readVarint(payload, at)
    at = next
    const length = lengthOf(type)
    values.push(readValue(payload, type, data, length))
    data += length
  }
  return values
}

const integerLengths = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0]

const lengthOf = (type: number): number =>
  type < 12 ? (integerLengths[type] ?? 0) : Math.floor((type - (type % 2 === 0 ? 12 : 13)) / 2)

const readValue = (payload: Buffer, type: number, at: number, length: number): SqliteValue => {
  if (type === 8) return 0
  if (type === 9) return 1
  if (type >= 1 && type <= 5) return payload.readIntBE(at, length)
  if (type === 6) return Number(payload.readBigInt64BE(at))
  if (type < 12) return undefined
  const part = payload.subarray(at, at + length)
  return type % 2 === 0 ? part : part.toString('utf8')
}
