import type { TarKind } from './entry.ts'
import { BLOCK } from './header.ts'
import { encodeName } from './names.ts'

/** A file to be written. Owner root, time 0 and sensible modes unless said otherwise. */
export interface TarInput {
  readonly path: string
  readonly kind?: Exclude<TarKind, 'other'>
  readonly content?: string | Uint8Array
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly mtime?: number
  readonly linkPath?: string
  readonly xattrs?: Readonly<Record<string, Uint8Array>>
  readonly deviceMajor?: number
  readonly deviceMinor?: number
}

const TYPEFLAGS = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  'character-device': '3',
  'block-device': '4',
  directory: '5',
  fifo: '6',
} as const

/** A tar of these entries in order, ustar with PAX headers only where ustar does not hold a value. */
export function tarOf(entries: readonly TarInput[]): Buffer {
  const blocks = entries.flatMap(entry => entryBlocks(entry))
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)])
}

function entryBlocks(entry: TarInput): Buffer[] {
  const kind = entry.kind ?? 'file'
  const content = kind === 'file' ? toBuffer(entry.content ?? '') : Buffer.alloc(0)
  const pax = paxRecords(entry, content.length)
  const blocks = pax.length === 0 ? [] : paxBlocks(pax)
  blocks.push(header(entry, TYPEFLAGS[kind], content.length), content, pad(content.length))
  return blocks
}

function paxRecords(entry: TarInput, size: number): Buffer {
  const records: Buffer[] = []
  const name = encodeName(entry.path)
  const link = encodeName(entry.linkPath ?? '')
  if (name.length > 100 || name.some(byte => byte >= 0x80)) records.push(record('path', name))
  if (link.length > 100 || link.some(byte => byte >= 0x80)) records.push(record('linkpath', link))
  if ((entry.uid ?? 0) > 0o7777777) records.push(record('uid', Buffer.from(String(entry.uid))))
  if ((entry.gid ?? 0) > 0o7777777) records.push(record('gid', Buffer.from(String(entry.gid))))
  if (size > 0o77777777777) records.push(record('size', Buffer.from(String(size))))
  const mtime = entry.mtime ?? 0
  if (!Number.isInteger(mtime) || mtime < 0) records.push(record('mtime', Buffer.from(String(mtime))))
  for (const [key, value] of Object.entries(entry.xattrs ?? {}))
    records.push(record(`SCHILY.xattr.${key}`, value))
  return Buffer.concat(records)
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts its own digits. */
export function record(key: string, value: Uint8Array): Buffer {
  const rest = Buffer.byteLength(key) + value.length + 3
  let length = rest + String(rest).length
  if (String(length).length !== String(rest).length) length = rest + String(length).length
  return Buffer.concat([Buffer.from(`${length} ${key}=`), value, Buffer.from('\n')])
}

function paxBlocks(records: Buffer): Buffer[] {
  return [
    header({ path: 'PaxHeaders/entry', mode: 0o644 }, 'x', records.length),
    records,
    pad(records.length),
  ]
}

function header(entry: TarInput, typeflag: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, length: number) =>
    block.write(
      Math.max(0, Math.floor(value))
        .toString(8)
        .slice(-(length - 1))
        .padStart(length - 1, '0'),
      at,
    )
  encodeName(entry.path).subarray(0, 100).copy(block)
  octal(entry.mode ?? (typeflag === '5' ? 0o755 : 0o644), 100, 8)
  octal(Math.min(entry.uid ?? 0, 0o7777777), 108, 8)
  octal(Math.min(entry.gid ?? 0, 0o7777777), 116, 8)
  octal(Math.min(size, 0o77777777777), 124, 12)
  octal(entry.mtime ?? 0, 136, 12)
  block.write(typeflag, 156)
  encodeName(entry.linkPath ?? '')
    .subarray(0, 100)
    .copy(block, 157)
  block.write('ustar\x0000', 257, 'latin1')
  octal(entry.deviceMajor ?? 0, 329, 8)
  octal(entry.deviceMinor ?? 0, 337, 8)
  seal(block)
  return block
}

/** Writes the header's checksum. */
export function seal(block: Buffer): void {
  block.fill(0x20, 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
}

function pad(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
}

function toBuffer(content: string | Uint8Array): Buffer {
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content)
}
