/** A key or value that stands on the page itself. */
const inline = (bytes: Uint8Array) => Buffer.concat([Buffer.of(1), bytes])

const pageSize = 512
const pageHeader = 26

/**
 * A Berkeley DB hash table as rpm before 4.16 wrote it: what describes it, one page of keys and values, and a chain of
 * overflow pages for each header. The first value is the number of the last header and no header itself.
 */
export const berkeleyOf = (
  blobs: readonly Uint8Array[],
  options: { readonly order: 'little' | 'big'; readonly next?: (page: number) => number },
): Buffer => {
  const big = options.order === 'big'
  const u32 = (page: Buffer, value: number, at: number) =>
    big ? page.writeUInt32BE(value, at) : page.writeUInt32LE(value, at)
  const u16 = (page: Buffer, value: number, at: number) =>
    big ? page.writeUInt16BE(value, at) : page.writeUInt16LE(value, at)
  const meta = Buffer.alloc(pageSize)
  const table = Buffer.alloc(pageSize)
  const pages = [meta, table]
  const stored = [inline(Buffer.alloc(4)), inline(Buffer.of(2, 0, 0, 0))]
  blobs.forEach((blob, index) => {
    const item = Buffer.alloc(12)
    item[0] = 3
    u32(item, pages.length, 4)
    u32(item, blob.length, 8)
    stored.push(inline(Buffer.of(index + 1, 0, 0, 0)), item)
    const room = pageSize - pageHeader
    for (let at = 0; at < blob.length; at += room) {
      const page = Buffer.alloc(pageSize)
      const part = blob.subarray(at, at + room)
      const number = pages.length
      u32(page, number, 8)
      u32(page, at + room < blob.length ? (options.next?.(number) ?? number + 1) : 0, 16)
      u16(page, part.length, 22)
      page[25] = 7
      page.set(part, pageHeader)
      pages.push(page)
    }
  })
  table[25] = 13
  u16(table, stored.length, 20)
  let end = pageSize
  stored.forEach((item, index) => {
    end -= item.length
    table.set(item, end)
    u16(table, end, pageHeader + index * 2)
  })
  u32(meta, 0x061561, 12)
  u32(meta, pageSize, 20)
  meta[25] = 8
  u32(meta, pages.length - 1, 32)
  return Buffer.concat(pages)
}

/** rpm's own format, as SUSE writes it: one page of slots, and the blobs. `shared`: all slots lead to the first. */
export const ndbOf = (blobs: readonly Uint8Array[], options: { readonly shared?: boolean } = {}): Buffer => {
  const slots = Buffer.alloc(4096)
  slots.write('RpmP')
  slots.writeUInt32LE(1, 12)
  const parts: Buffer[] = []
  let block = slots.length / 16
  for (let at = 32; at < slots.length; at += 16) slots.write('Slot', at)
  blobs.forEach((blob, index) => {
    const at = 32 + index * 16
    const blocks = Math.ceil((16 + blob.length + 12) / 16)
    slots.writeUInt32LE(options.shared === true ? 1 : index + 1, at + 4)
    slots.writeUInt32LE(options.shared === true ? slots.length / 16 : block, at + 8)
    slots.writeUInt32LE(blocks, at + 12)
    const stored = Buffer.alloc(blocks * 16)
    stored.write('BlbS')
    stored.writeUInt32LE(index + 1, 4)
    stored.writeUInt32LE(blob.length, 12)
    stored.set(blob, 16)
    if (options.shared !== true || index === 0) parts.push(stored)
    block += blocks
  })
  return Buffer.concat([slots, ...parts])
}
