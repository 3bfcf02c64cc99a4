import { ImageError } from '../image-error.ts'
import type { ByteReader } from './byte-reader.ts'
import type { DataRange, TarLimits } from './entry.ts'
import { BLOCK, type RawHeader } from './header.ts'
import { parseDecimal, parseNumber } from './numbers.ts'
import type { PaxRecords } from './pax.ts'

/** Where a sparse file's data lies, how large it is with its holes, and how much data the archive holds. */
export interface SparseMap {
  readonly ranges: readonly DataRange[]
  readonly size: number
  readonly storedSize: number
  readonly name?: string
}

/** Reads the map of a GNU sparse file: old style (type S) or PAX 0.0, 0.1 and 1.0. Undefined for other files. */
export async function readSparseMap(
  raw: RawHeader,
  pax: PaxRecords,
  storedSize: number,
  reader: ByteReader,
  limits: TarLimits,
): Promise<SparseMap | undefined> {
  const offset = reader.position - BLOCK
  const map =
    raw.typeflag === 'S'
      ? await readOldGnu(raw, storedSize, reader, limits)
      : await readPaxSparse(pax, storedSize, reader, limits)
  if (map) checkMap(map, offset, limits)
  return map
}

async function readOldGnu(
  raw: RawHeader,
  storedSize: number,
  reader: ByteReader,
  limits: TarLimits,
): Promise<SparseMap> {
  const offset = reader.position - BLOCK
  // All that this block says is read before the next one takes its place.
  const ranges = rangesOf(raw.block.subarray(386, 482), offset)
  const size = parseNumber(raw.block.subarray(483, 495), 'real size', offset)
  let more = raw.block[482] !== 0
  while (more) {
    if (ranges.length > limits.sparseRanges) throw tooMany(offset)
    const block = await reader.take(BLOCK, 'the map of a sparse file')
    if (!block)
      throw new ImageError('image-truncated', 'the archive ends within the map of a sparse file', { offset })
    ranges.push(...rangesOf(block.subarray(0, 504), offset))
    more = block[504] !== 0
  }
  return { ranges, storedSize, size }
}

/** Pairs of 12-byte numbers; an empty one ends them. */
function rangesOf(bytes: Buffer, offset: number): DataRange[] {
  const ranges: DataRange[] = []
  for (let at = 0; at + 24 <= bytes.length; at += 24) {
    if (bytes[at] === 0) break
    ranges.push({
      offset: parseNumber(bytes.subarray(at, at + 12), 'sparse offset', offset),
      length: parseNumber(bytes.subarray(at + 12, at + 24), 'sparse length', offset),
    })
  }
  return ranges
}

async function readPaxSparse(
  pax: PaxRecords,
  storedSize: number,
  reader: ByteReader,
  limits: TarLimits,
): Promise<SparseMap | undefined> {
  const offset = reader.position - BLOCK
  const name = pax.text.get('GNU.sparse.name')
  const named = name === undefined ? {} : { name }
  const number = (key: string): number => parseDecimal(pax.text.get(key) ?? '0', key, offset)
  if (pax.text.get('GNU.sparse.major') === '1') {
    const { ranges, bytes } = await readMapInData(storedSize, reader, limits)
    return { ranges, storedSize: storedSize - bytes, size: number('GNU.sparse.realsize'), ...named }
  }
  if (!pax.text.has('GNU.sparse.size')) return undefined
  const list = pax.text.get('GNU.sparse.map')
  const ranges = list === undefined ? pax.sparseRanges : rangesOfList(list, offset)
  return { ranges, storedSize, size: number('GNU.sparse.size'), ...named }
}

function rangesOfList(list: string, offset: number): DataRange[] {
  const numbers = list.split(',').map(part => parseDecimal(part, 'GNU.sparse.map', offset))
  if (numbers.length % 2 !== 0) throw bad('the map has an odd count of numbers', offset)
  const ranges: DataRange[] = []
  for (let at = 0; at < numbers.length; at += 2)
    ranges.push({ offset: numbers[at] ?? 0, length: numbers[at + 1] ?? 0 })
  return ranges
}

/** PAX 1.0: decimal numbers, one a line, at the head of the data, padded to a full block. */
async function readMapInData(
  storedSize: number,
  reader: ByteReader,
  limits: TarLimits,
): Promise<{ ranges: DataRange[]; bytes: number }> {
  const offset = reader.position - BLOCK
  const numbers: number[] = []
  let wanted = 1
  let text = ''
  let bytes = 0
  while (numbers.length < wanted) {
    const newline = text.indexOf('\n')
    if (newline >= 0) {
      numbers.push(parseDecimal(text.slice(0, newline), 'a number of the map', offset))
      text = text.slice(newline + 1)
      if (numbers.length === 1) wanted = 1 + 2 * (numbers[0] ?? 0)
      if (wanted > 2 * limits.sparseRanges || wanted < 1) throw tooMany(offset)
      continue
    }
    if (text.length > 24 || bytes + BLOCK > storedSize) throw bad('the map does not end', offset)
    const block = await reader.take(BLOCK, 'the map of a sparse file')
    if (!block)
      throw new ImageError('image-truncated', 'the archive ends within the map of a sparse file', { offset })
    text += block.toString('latin1')
    bytes += BLOCK
  }
  const ranges: DataRange[] = []
  for (let at = 1; at < numbers.length; at += 2)
    ranges.push({ offset: numbers[at] ?? 0, length: numbers[at + 1] ?? 0 })
  return { ranges, bytes }
}

function checkMap(map: SparseMap, offset: number, limits: TarLimits): void {
  if (map.ranges.length > limits.sparseRanges) throw tooMany(offset)
  let end = 0
  let data = 0
  for (const range of map.ranges) {
    if (range.offset < end || range.length < 0) throw bad('the map is out of order', offset)
    end = range.offset + range.length
    data += range.length
  }
  if (map.size < end) throw bad('the map reaches beyond the file', offset)
  if (data !== map.storedSize) throw bad('the map does not match the data', offset)
}

function tooMany(offset: number): ImageError {
  return new ImageError('image-limit', 'a sparse file has too many parts', { offset })
}

function bad(message: string, offset: number): ImageError {
  return new ImageError('image-corrupt', `bad sparse file: ${message}`, { offset })
}
