import { readTree } from '../../../src/image/root/read-tree.ts'
import type { ImageTree } from '../../../src/image/root/image-tree.ts'
import { type TarInput, tarOf } from '../../../src/image/tar/write-tar.ts'

export type TreeEntry = string | Uint8Array | Omit<TarInput, 'path'>

/** A tree by path: a text or bytes is a file; `link('target')` and `directory()` are what they say. */
export const treeOf = (entries: Readonly<Record<string, TreeEntry>>): Promise<ImageTree> =>
  readTree(chunksOf(archiveOf(entries)), { facts: true })

/** The same as an archive. Hard links come last, since they name what stands before them. */
const archiveOf = (entries: Readonly<Record<string, TreeEntry>>): Buffer =>
  tarOf(
    Object.entries(entries)
      .map(([path, entry]) => ({ path: path.slice(1), ...inputOf(entry) }))
      .sort((a, b) => Number(a.kind === 'hardlink') - Number(b.kind === 'hardlink')),
  )

const inputOf = (entry: TreeEntry): Omit<TarInput, 'path'> =>
  typeof entry === 'string' || entry instanceof Uint8Array ? { content: entry } : entry

export const link = (target: string): TreeEntry => ({ kind: 'symlink', linkPath: target, mode: 0o777 })

export const hardLink = (first: string): TreeEntry => ({ kind: 'hardlink', linkPath: first.slice(1) })

export const directory = (mode = 0o755): TreeEntry => ({ kind: 'directory', mode })

/** A small ELF file for x86-64: just the headers and the dynamic section that a loader reads. */
export const elf = (facts: {
  interpreter?: string
  needed?: readonly string[]
  runpath?: string
}): Buffer => {
  const strings = Buffer.from(
    ['', ...(facts.needed ?? []), facts.runpath ?? '', facts.interpreter ?? '']
      .map(text => `${text}\0`)
      .join(''),
  )
  const offset = (text: string) => strings.indexOf(`\0${text}\0`) + 1
  const dynamic: (readonly [number, number])[] = [
    ...(facts.needed ?? []).map(name => [1, offset(name)] as const),
    ...(facts.runpath === undefined ? [] : [[29, offset(facts.runpath)] as const]),
    [5, 0x1000],
    [0, 0],
  ]
  const stringsAt = 64 + 3 * 56
  const dynamicAt = stringsAt + strings.length
  const bytes = Buffer.alloc(dynamicAt + dynamic.length * 16)
  bytes.write('\x7fELF\x02\x01\x01', 'latin1')
  bytes.writeUInt16LE(3, 16)
  bytes.writeUInt16LE(62, 18)
  bytes.writeBigUInt64LE(64n, 32)
  bytes.writeUInt16LE(56, 54)
  bytes.writeUInt16LE(3, 56)
  const segment = (index: number, type: number, at: number, address: number, size: number) => {
    const start = 64 + index * 56
    bytes.writeUInt32LE(type, start)
    bytes.writeBigUInt64LE(BigInt(at), start + 8)
    bytes.writeBigUInt64LE(BigInt(address), start + 16)
    bytes.writeBigUInt64LE(BigInt(size), start + 32)
  }
  segment(0, 1, stringsAt, 0x1000, strings.length)
  segment(1, 2, dynamicAt, 0x2000, dynamic.length * 16)
  const interpreter = facts.interpreter
  if (interpreter !== undefined)
    segment(2, 3, stringsAt + offset(interpreter), 0x1000, interpreter.length + 1)
  strings.copy(bytes, stringsAt)
  dynamic.forEach(([tag, value], index) => {
    bytes.writeBigUInt64LE(BigInt(tag), dynamicAt + index * 16)
    bytes.writeBigUInt64LE(BigInt(value), dynamicAt + index * 16 + 8)
  })
  return bytes
}

// oxlint-disable-next-line require-await -- a stream of one chunk
async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Buffer, void, undefined> {
  yield Buffer.from(bytes)
}
