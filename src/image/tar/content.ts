import { ImageError } from '../image-error.ts'
import type { ByteReader } from './byte-reader.ts'
import type { TarHeader } from './entry.ts'

const ZEROS = Buffer.alloc(64 * 1024)

/** The bytes of the file whose data begins at `start`, holes as zeros. */
export async function* entryContent(
  header: TarHeader,
  reader: ByteReader,
  start: number,
): AsyncGenerator<Buffer, void, undefined> {
  if (header.kind !== 'file' && header.kind !== 'other') return
  if (reader.position !== start) throw new Error(`the content of ${header.path} was read twice, or too late`)
  if (!header.sparse) {
    yield* data(header, reader, header.storedSize)
    return
  }
  let at = 0
  for (const range of header.sparse) {
    yield* zeros(range.offset - at)
    yield* data(header, reader, range.length)
    at = range.offset + range.length
  }
  yield* zeros(header.size - at)
}

export async function wholeContent(
  header: TarHeader,
  reader: ByteReader,
  start: number,
  limit: number,
): Promise<Buffer> {
  if (header.size > limit)
    throw new ImageError('image-limit', `${header.path.slice(0, 200)} has over ${limit} bytes`, {
      offset: header.offset,
    })
  const parts: Buffer[] = []
  for await (const chunk of entryContent(header, reader, start)) parts.push(Buffer.from(chunk))
  return Buffer.concat(parts)
}

async function* data(header: TarHeader, reader: ByteReader, length: number): AsyncGenerator<Buffer> {
  let missing = length
  while (missing > 0) {
    const chunk = await reader.some(missing)
    if (!chunk)
      throw new ImageError('image-truncated', `the archive ends within ${header.path.slice(0, 200)}`, {
        offset: reader.position,
      })
    missing -= chunk.length
    yield chunk
  }
}

function* zeros(length: number): Generator<Buffer> {
  for (let missing = length; missing > 0; missing -= ZEROS.length)
    yield missing < ZEROS.length ? ZEROS.subarray(0, missing) : ZEROS
}
