import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** rpm's database with these headers. */
export const sqliteOf = (blobs: readonly Uint8Array[]): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), 'rpmdb-'))
  try {
    const database = new DatabaseSync(join(folder, 'db'))
    database.exec('PRAGMA page_size = 1024')
    database.exec('CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)')
    const insert = database.prepare('INSERT INTO Packages (blob) VALUES (?)')
    for (const blob of blobs) insert.run(blob)
    database.close()
    return readFileSync(join(folder, 'db'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Header {
  readonly name: string
  readonly version: string
  readonly release: string
  readonly epoch?: number
  readonly folders: readonly string[]
  readonly names: readonly string[]
}

const text = (values: readonly string[]) => Buffer.from(values.map(value => `${value}\0`).join(''))

const integer = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** A header as rpm stores it; folders are dealt out to the names in turn. */
export const rpmHeader = ({ name, version, release, epoch, folders, names }: Header): Buffer => {
  const integers = Buffer.alloc(names.length * 4)
  names.forEach((_, index) => integers.writeUInt32BE(index % folders.length, index * 4))
  const values: readonly (readonly [tag: number, type: number, count: number, data: Buffer])[] = [
    [1116, 4, names.length, integers],
    [1000, 6, 1, text([name])],
    [1001, 6, 1, text([version])],
    [1002, 6, 1, text([release])],
    ...(epoch === undefined ? [] : [[1003, 4, 1, integer(epoch)] as const]),
    [1022, 6, 1, text(['x86_64'])],
    [1044, 6, 1, text([`${name}-${version}-${release}.src.rpm`])],
    [1117, 8, names.length, text(names)],
    [1118, 8, folders.length, text(folders)],
  ]
  const index = Buffer.alloc(values.length * 16)
  let offset = 0
  values.forEach(([tag, type, count, data], at) => {
    index.writeUInt32BE(tag, at * 16)
    index.writeUInt32BE(type, at * 16 + 4)
    index.writeUInt32BE(offset, at * 16 + 8)
    index.writeUInt32BE(count, at * 16 + 12)
    offset += data.length
  })
  const head = Buffer.alloc(8)
  head.writeUInt32BE(values.length, 0)
  head.writeUInt32BE(offset, 4)
  return Buffer.concat([head, index, ...values.map(([, , , data]) => data)])
}
