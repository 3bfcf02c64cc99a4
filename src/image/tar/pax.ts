import { ImageError } from '../image-error.ts'
import { decodeName } from './names.ts'
import { parseDecimal } from './numbers.ts'
import type { DataRange } from './entry.ts'

export interface PaxRecords {
  /** Values of the keys that are text. An empty value is absent: the ustar header's counts. */
  readonly text: ReadonlyMap<string, string>
  readonly xattrs: ReadonlyMap<string, Buffer>
  /** GNU sparse 0.0: ranges as repeated keys, so order counts. */
  readonly sparseRanges: readonly DataRange[]
}

export const NO_PAX: PaxRecords = { text: new Map(), xattrs: new Map(), sparseRanges: [] }

const NEWLINE = 0x0a
const SPACE = 0x20
const XATTR = /^(?:SCHILY|LIBARCHIVE)\.xattr\.(.+)$/s

/** Reads the records `LENGTH KEY=VALUE\n` of one PAX header. Throws `ImageError` where a record is broken. */
export function parsePax(body: Buffer, offset: number): PaxRecords {
  const text = new Map<string, string>()
  const xattrs = new Map<string, Buffer>()
  const sparseRanges: DataRange[] = []
  let sparseOffset: number | undefined
  for (const { key, value } of records(body, offset)) {
    const xattr = XATTR.exec(key)?.[1]
    if (xattr !== undefined) {
      xattrs.set(
        xattr,
        Buffer.from(key.startsWith('S') ? value : Buffer.from(value.toString('latin1'), 'base64')),
      )
      continue
    }
    const decoded = decodeName(value)
    if (decoded.includes('\0')) throw bad(`the value of ${key} has a NUL`, offset)
    if (key === 'GNU.sparse.offset') sparseOffset = parseDecimal(decoded, key, offset)
    else if (key === 'GNU.sparse.numbytes') {
      if (sparseOffset === undefined) throw bad('GNU.sparse.numbytes without its offset', offset)
      sparseRanges.push({ offset: sparseOffset, length: parseDecimal(decoded, key, offset) })
      sparseOffset = undefined
    } else if (decoded === '') text.delete(key)
    else text.set(key, decoded)
  }
  return { text, xattrs, sparseRanges }
}

/** A global header's records hold for all entries that follow; later ones win. */
export function mergePax(under: PaxRecords, over: PaxRecords): PaxRecords {
  if (under.text.size === 0 && under.xattrs.size === 0) return over
  return {
    text: new Map([...under.text, ...over.text]),
    xattrs: new Map([...under.xattrs, ...over.xattrs]),
    sparseRanges: over.sparseRanges,
  }
}

function* records(body: Buffer, offset: number): Generator<{ key: string; value: Buffer }> {
  let at = 0
  while (at < body.length) {
    // Some writers pad the last record with NULs.
    if (body[at] === 0) return
    const space = body.indexOf(SPACE, at)
    if (space < 0 || space - at > 10) throw bad('a record has no length', offset)
    const length = parseDecimal(body.toString('latin1', at, space), 'a PAX record length', offset)
    const end = at + length
    const equals = body.indexOf(0x3d, space)
    if (length <= 0 || end > body.length || body[end - 1] !== NEWLINE) throw bad('a record overruns', offset)
    if (equals <= space + 1 || equals >= end) throw bad('a record has no key', offset)
    yield { key: decodeName(body.subarray(space + 1, equals)), value: body.subarray(equals + 1, end - 1) }
    at = end
  }
}

function bad(message: string, offset: number): ImageError {
  return new ImageError('image-corrupt', `bad PAX header: ${message}`, { offset })
}
