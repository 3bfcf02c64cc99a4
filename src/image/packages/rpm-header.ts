import { decodeName } from '../tar/names.ts'
import type { InstalledPackage } from './package-database.ts'

/** Tags of rpm's header (rpmtag.h). */
const tags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  architecture: 1022,
  source: 1044,
  directoryIndexes: 1116,
  baseNames: 1117,
  directoryNames: 1118,
} as const

/**
 * The blob of a header: entry count, store size, entries of tag, type, offset and count, and the store. All forms of
 * rpm's database hold the same. Throws `RangeError` where it is broken.
 */
export const readHeader = (blob: Uint8Array): InstalledPackage => {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength)
  const count = bytes.readUInt32BE(0)
  const store = 8 + count * 16
  if (store > bytes.length) throw new RangeError('an rpm header has too many entries')
  const entries = new Map<number, { readonly at: number; readonly count: number }>()
  for (let index = 0; index < count; index++) {
    const at = 8 + index * 16
    const offset = bytes.readUInt32BE(at + 8)
    entries.set(bytes.readUInt32BE(at), { at: store + offset, count: bytes.readUInt32BE(at + 12) })
  }
  const strings = (tag: number): readonly string[] => readStrings(bytes, entries.get(tag))
  const directories = strings(tags.directoryNames)
  const indexes = readIntegers(bytes, entries.get(tags.directoryIndexes))
  const files = strings(tags.baseNames).map(
    (name, index) => `${directories[indexes[index] ?? -1] ?? '/'}${name}`,
  )
  const release = strings(tags.release)[0]
  const epoch = readIntegers(bytes, entries.get(tags.epoch))[0] ?? 0
  const source = strings(tags.source)[0]
  const version = strings(tags.version)[0] ?? ''
  return {
    name: strings(tags.name)[0] ?? '',
    version: release === undefined ? version : `${version}-${release}`,
    architecture: strings(tags.architecture)[0] ?? '',
    ...(epoch > 0 ? { epoch } : {}),
    ...(source === undefined ? {} : { source }),
    files,
  }
}

interface Entry {
  readonly at: number
  readonly count: number
}

const readStrings = (bytes: Buffer, entry: Entry | undefined): readonly string[] => {
  if (entry === undefined) return []
  const found: string[] = []
  let at = entry.at
  for (let index = 0; index < entry.count; index++) {
    const end = bytes.indexOf(0, at)
    if (end < 0) throw new RangeError('a text of an rpm header has no end')
    found.push(decodeName(bytes.subarray(at, end)))
    at = end + 1
  }
  return found
}

const readIntegers = (bytes: Buffer, entry: Entry | undefined): readonly number[] => {
  if (entry === undefined) return []
  const { at, count } = entry
  if (at + count * 4 > bytes.length) throw new RangeError('the numbers of an rpm header have no end')
  return Array.from({ length: count }, (_, index) => bytes.readUInt32BE(at + index * 4))
}
