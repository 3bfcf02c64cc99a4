const headerBytes = 32
const slotBytes = 16
const slotsPerPage = 4096 / slotBytes
const blobHeaderBytes = 16

/**
 * The values of rpm's own database format, NDB: a header, pages of slots, and blobs where the slots say. Little-endian.
 * Format: rpm's lib/backend/ndb/rpmpkg.c. Throws `RangeError` where it is broken.
 */
export const readNdb = (bytes: Uint8Array): readonly Uint8Array[] => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.toString('latin1', 0, 4) !== 'RpmP') throw new RangeError('no NDB file')
  const version = file.readUInt32LE(4)
  if (version !== 0) throw new RangeError(`NDB of version ${version}`)
  const slots = file.readUInt32LE(12) * slotsPerPage
  const blobs: Uint8Array[] = []
  let total = 0
  for (let at = headerBytes; at < slots * slotBytes; at += slotBytes) {
    if (file.toString('latin1', at, at + 4) !== 'Slot') throw new RangeError('a slot is damaged')
    const index = file.readUInt32LE(at + 4)
    if (index === 0) continue
    const blob = readBlob(file, file.readUInt32LE(at + 8) * slotBytes, index)
    // No two blobs share their bytes, so more than the file holds is no honest file.
    total += blob.length
    if (total > file.length) throw new RangeError('the blobs overlap')
    blobs.push(blob)
  }
  return blobs
}

const readBlob = (file: Buffer, at: number, index: number): Uint8Array => {
  if (file.toString('latin1', at, at + 4) !== 'BlbS' || file.readUInt32LE(at + 4) !== index)
    throw new RangeError('a slot points to no blob of its own')
  const start = at + blobHeaderBytes
  const end = start + file.readUInt32LE(at + 12)
  if (end > file.length) throw new RangeError('a blob reaches beyond the end')
  return file.subarray(start, end)
}
