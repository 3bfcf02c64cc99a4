import { ImageError } from '../image-error.ts'
import type { TarKind } from './entry.ts'
import { decodeName } from './names.ts'
import { parseNumber } from './numbers.ts'

export const BLOCK = 512

/** One 512-byte header as it stands, before PAX and GNU overrides. */
export interface RawHeader {
  readonly name: Buffer
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly mtime: number
  readonly typeflag: string
  readonly linkName: Buffer
  readonly userName: string
  readonly groupName: string
  readonly deviceMajor: number
  readonly deviceMinor: number
  readonly block: Buffer
}

/** Undefined for a block of zeros, which ends an archive. Throws `ImageError` where checksum or numbers are wrong. */
export function parseHeader(block: Buffer, offset: number): RawHeader | undefined {
  if (block[0] === 0 && isZero(block)) return undefined
  verifyChecksum(block, offset)
  const number = (start: number, end: number, what: string) =>
    parseNumber(block.subarray(start, end), what, offset)
  const magic = block.toString('latin1', 257, 263)
  const ustar = magic === 'ustar\0'
  const hasOwners = ustar || magic === 'ustar '
  const size = number(124, 136, 'size')
  if (size < 0) throw new ImageError('image-corrupt', 'bad tar header: size is negative', { offset })
  return {
    name: fullName(block, ustar),
    mode: number(100, 108, 'mode') & 0o7777,
    uid: number(108, 116, 'uid'),
    gid: number(116, 124, 'gid'),
    size,
    mtime: number(136, 148, 'mtime'),
    typeflag: String.fromCharCode(block[156] ?? 0),
    linkName: cString(block, 157, 257),
    userName: hasOwners ? decodeName(cString(block, 265, 297)) : '',
    groupName: hasOwners ? decodeName(cString(block, 297, 329)) : '',
    deviceMajor: hasOwners ? number(329, 337, 'device') : 0,
    deviceMinor: hasOwners ? number(337, 345, 'device') : 0,
    block,
  }
}

/** `0` and NUL are files (a trailing slash makes the latter a folder, as in Unix v7), `7` is a contiguous file. */
export function kindOf(typeflag: string, path: string): TarKind {
  switch (typeflag) {
    case '\0':
      return path.endsWith('/') ? 'directory' : 'file'
    case '0':
    case '7':
    case 'S':
      return 'file'
    case '1':
      return 'hardlink'
    case '2':
      return 'symlink'
    case '3':
      return 'character-device'
    case '4':
      return 'block-device'
    case '5':
      return 'directory'
    case '6':
      return 'fifo'
    default:
      return 'other'
  }
}

/** Bytes from `start` to the first NUL or `end`. */
function cString(block: Buffer, start: number, end: number): Buffer {
  const nul = block.indexOf(0, start)
  return block.subarray(start, nul < 0 || nul > end ? end : nul)
}

function fullName(block: Buffer, ustar: boolean): Buffer {
  const name = cString(block, 0, 100)
  if (!ustar) return name
  // star keeps its times at the end of the prefix field.
  const star = block.toString('latin1', 508, 512) === 'tar\0'
  const prefix = cString(block, 345, star ? 476 : 500)
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name])
}

/** The sum of all bytes, those of the checksum itself read as spaces; old writers summed signed bytes. */
function verifyChecksum(block: Buffer, offset: number): void {
  let sum = 8 * 0x20
  let highBytes = 0
  for (let at = 0; at < BLOCK; at++) {
    if (at === 148) at = 156
    const byte = block[at] ?? 0
    sum += byte
    if (byte >= 0x80) highBytes++
  }
  const said = parseNumber(block.subarray(148, 156), 'checksum', offset)
  if (said === sum || said === sum - 256 * highBytes) return
  throw new ImageError('image-corrupt', 'bad tar header: the checksum does not match', {
    offset,
    hint: 'Is this a tar archive? It may be damaged or cut.',
  })
}

function isZero(block: Buffer): boolean {
  for (const byte of block) if (byte !== 0) return false
  return true
}
