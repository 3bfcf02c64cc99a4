import { decodeName } from '../tar/names.ts'
import type { InstalledPackage, PackageDatabase, PackageFiles, UnreadDatabase } from './package-database.ts'
import { readTable } from './sqlite.ts'

const folders = ['/usr/lib/sysimage/rpm', '/var/lib/rpm', '/usr/share/rpm']

/**
 * Reads rpm's database where it is SQLite (rpm 4.16 and newer). The older Berkeley and NDB forms are said to be
 * unread. Undefined where there is none.
 */
export const readRpm = (files: PackageFiles): PackageDatabase | UnreadDatabase | undefined => {
  for (const folder of folders) {
    const path = `${folder}/rpmdb.sqlite`
    const bytes = files.bytes(path)
    // What stands in the log is not in the file yet.
    if ((files.bytes(`${path}-wal`)?.length ?? 0) > 0)
      return { manager: 'rpm', reason: `${path} was not closed: ${path}-wal is not empty` }
    if (bytes !== undefined) return readSqlite(bytes, path)
    const old = files.list(folder).find(name => name === 'Packages' || name === 'Packages.db')
    if (old !== undefined) return { manager: 'rpm', reason: `${folder}/${old} is not SQLite` }
  }
  return undefined
}

const readSqlite = (bytes: Uint8Array, path: string): PackageDatabase | UnreadDatabase => {
  try {
    const packages = readTable(bytes, 'Packages')
      .map(row => row[1])
      .filter(blob => blob instanceof Uint8Array)
      .map(readHeader)
      .filter(({ name }) => name !== 'gpg-pubkey')
    return { manager: 'rpm', packages, diversions: new Map(), sources: [path] }
  } catch (error) {
    if (error instanceof RangeError) return { manager: 'rpm', reason: `${path}: ${error.message}` }
    throw error
  }
}

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

/** The blob of a header: entry count, store size, entries of tag, type, offset and count, and the store. */
const readHeader = (blob: Uint8Array): InstalledPackage => {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength)
  const count = bytes.readUInt32BE(0)
  const store = 8 + count * 16
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

const readIntegers = (bytes: Buffer, entry: Entry | undefined): readonly number[] =>
  entry === undefined
    ? []
    : Array.from({ length: entry.count }, (_, index) => bytes.readUInt32BE(entry.at + index * 4))
