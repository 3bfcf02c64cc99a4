import { readBerkeleyHash } from './berkeley.ts'
import { readNdb } from './ndb.ts'
import type { PackageDatabase, PackageFiles, UnreadDatabase } from './package-database.ts'
import { readHeader } from './rpm-header.ts'
import { readTable } from './sqlite.ts'

const folders = ['/usr/lib/sysimage/rpm', '/var/lib/rpm', '/usr/share/rpm']

/** The blobs of a database's headers. */
type ReadBlobs = (bytes: Uint8Array) => readonly Uint8Array[]

/** By the database's name, newest first: what rpm 4.16 and newer, SUSE, and all before them write. */
const forms: readonly (readonly [name: string, read: ReadBlobs])[] = [
  [
    'rpmdb.sqlite',
    bytes =>
      readTable(bytes, 'Packages')
        .map(row => row[1])
        .filter(blob => blob instanceof Uint8Array),
  ],
  ['Packages.db', readNdb],
  // Beside the headers stands the number of the last one, four bytes.
  ['Packages', bytes => readBerkeleyHash(bytes).filter(value => value.length > 8)],
]

/** Reads rpm's database in whichever form it is. Undefined where there is none. */
export const readRpm = (files: PackageFiles): PackageDatabase | UnreadDatabase | undefined => {
  for (const folder of folders) {
    const names = new Set(files.list(folder))
    const form = forms.find(([name]) => names.has(name))
    if (form !== undefined) return readForm(files, `${folder}/${form[0]}`, form[1])
  }
  return undefined
}

const unread = (reason: string): UnreadDatabase => ({ manager: 'rpm', reason })

const readForm = (files: PackageFiles, path: string, read: ReadBlobs): PackageDatabase | UnreadDatabase => {
  // What stands in the log is not in the file yet.
  if ((files.bytes(`${path}-wal`)?.length ?? 0) > 0)
    return unread(`${path} was not closed: ${path}-wal is not empty`)
  const bytes = files.bytes(path)
  if (bytes === undefined) return unread(`${path} is too large, or no file`)
  try {
    const packages = read(bytes)
      .map(readHeader)
      .filter(({ name }) => name !== 'gpg-pubkey')
    return { manager: 'rpm', packages, diversions: new Map(), sources: [path] }
  } catch (error) {
    if (error instanceof RangeError) return unread(`${path}: ${error.message}`)
    throw error
  }
}
