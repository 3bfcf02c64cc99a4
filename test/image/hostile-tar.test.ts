import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ImageError } from '../../src/image/image-error.ts'
import type { TarLimits } from '../../src/image/tar/entry.ts'
import { readTar } from '../../src/image/tar/read-tar.ts'
import { record, seal, type TarInput, tarOf } from '../../src/image/tar/write-tar.ts'
import { streamOf } from './image-fixture.ts'

const END = Buffer.alloc(1024)

/** Reads everything as a consumer would, contents too. Answers a line for each entry. */
async function read(bytes: Uint8Array, limits: Partial<TarLimits> = {}, piece = 700): Promise<string[]> {
  const lines: string[] = []
  for await (const entry of readTar(streamOf(bytes, piece), limits)) {
    let length = 0
    if (entry.size < 1e6) for await (const chunk of entry.content()) length += chunk.length
    lines.push(`${entry.kind} ${entry.path} ${entry.size} ${length}`)
  }
  return lines
}

/** One header, changed at will, with a checksum that fits again. */
function header(change: (block: Buffer) => void, entry: TarInput = { path: 'file' }): Buffer {
  const block = Buffer.from(tarOf([entry]).subarray(0, 512))
  change(block)
  seal(block)
  return block
}

function typed(typeflag: string, body: Buffer, size = body.length): Buffer {
  const head = header(block => {
    block.write(typeflag, 156)
    block.write(size.toString(8).padStart(11, '0'), 124)
  })
  return Buffer.concat([head, body, Buffer.alloc((512 - (body.length % 512)) % 512)])
}

const pax = (records: Buffer): Buffer => typed('x', records)
const paxOf = (key: string, value: string): Buffer => pax(record(key, Buffer.from(value)))
const file = tarOf([{ path: 'file', content: 'x'.repeat(1000) }])

const rejected: readonly (readonly [string, Buffer, RegExp, Partial<TarLimits>?])[] = [
  ['text instead of a tar', Buffer.from('hello '.repeat(200)), /not an octal number|checksum/],
  [
    'a wrong checksum',
    Buffer.concat([file.subarray(0, 20), Buffer.from('!'), file.subarray(21)]),
    /checksum does not match \(at byte 0\)/,
  ],
  ['an end within the first header', file.subarray(0, 300), /ends within a header/],
  ['an end within content', file.subarray(0, 900), /ends within file \(at byte 900\)/],
  [
    'an end after half a header',
    Buffer.concat([file.subarray(0, 1536), file.subarray(0, 100)]),
    /ends within a header/,
  ],
  [
    'an end within a PAX header',
    paxOf('path', 'y'.repeat(2000)).subarray(0, 700),
    /ends within a PAX header/,
  ],
  ['an end before a PAX body', paxOf('path', 'y').subarray(0, 512), /ends before a PAX header/],
  ['an end after a PAX header', paxOf('path', 'y'), /ends after an extension header/],
  [
    'an end within a long name',
    typed('L', Buffer.alloc(900, 'a')).subarray(0, 600),
    /ends within a long name/,
  ],
  [
    'a PAX header without its entry',
    Buffer.concat([paxOf('path', 'y'), END]),
    /ends after an extension header/,
  ],
  [
    'a single block of zeros between entries',
    Buffer.concat([file.subarray(0, 1536), Buffer.alloc(512), file]),
    /zeros stands between/,
  ],
  ['an octal size of letters', header(block => block.write('zzzz', 124)), /size is not an octal number/],
  ['a negative base-256 size', header(block => block.fill(0xff, 124, 136)), /size is negative/],
  [
    'a base-256 size beyond all disks',
    header(block => block.fill(0x7f, 124, 136).writeUInt8(0x80, 124)),
    /size is too large/,
  ],
  ['a negative PAX size', Buffer.concat([paxOf('size', '-5'), file]), /size is negative/],
  ['a PAX size that is no number', Buffer.concat([paxOf('size', '1e3'), file]), /PAX size is not a number/],
  ['a PAX size beyond the archive', Buffer.concat([paxOf('size', '999999'), file]), /ends within file/],
  [
    'a PAX time that is no number',
    Buffer.concat([paxOf('mtime', 'yesterday'), file]),
    /time is not a number/,
  ],
  ['a PAX record that overruns', Buffer.concat([pax(Buffer.from('99 path=x\n')), file]), /record overruns/],
  ['a PAX record without a length', Buffer.concat([pax(Buffer.from('path=x\n')), file]), /no length/],
  ['a PAX record without a key', Buffer.concat([pax(Buffer.from('5 =x\n')), file]), /no key/],
  ['a PAX record of length 0', Buffer.concat([pax(Buffer.from('0 a=b\n')), file]), /record overruns/],
  ['a NUL in a PAX path', Buffer.concat([pax(record('path', Buffer.from('a\0b'))), file]), /has a NUL/],
  [
    'a PAX header of 2 GB',
    header(block => block.write('x', 156) && block.write('20000000000', 124)),
    /a PAX header has over/,
  ],
  [
    'a long name of 1 GB',
    header(block => block.write('L', 156) && block.write('10000000000', 124)),
    /a long name has over/,
  ],
  [
    'a PAX path over the limit',
    Buffer.concat([paxOf('path', 'p'.repeat(70_000)), file]),
    /a name is too long/,
  ],
  [
    'extension headers without end',
    Buffer.concat([...Array.from({ length: 20 }, () => paxOf('a', 'b')), file]),
    /too many extension headers/,
  ],
  ['an entry without a name', header(block => block.fill(0, 0, 100)), /no name/],
  [
    'a global header that renames everything',
    Buffer.concat([typed('g', record('path', Buffer.from('same'))), file]),
    /global PAX header sets path/,
  ],
  [
    'a global header that sizes everything',
    Buffer.concat([typed('g', record('size', Buffer.from('0'))), file]),
    /global PAX header sets size/,
  ],
  [
    'more entries than allowed',
    tarOf(Array.from({ length: 20 }, (_, at) => ({ path: `f${at}` }))),
    /more than 10 entries/,
    { entries: 10 },
  ],
  [
    'a sparse map out of order',
    Buffer.concat([
      pax(
        Buffer.concat([
          record('GNU.sparse.size', Buffer.from('100')),
          record('GNU.sparse.map', Buffer.from('50,5,10,5')),
        ]),
      ),
      file,
    ]),
    /out of order/,
  ],
  [
    'a sparse map beyond the file',
    Buffer.concat([
      pax(
        Buffer.concat([
          record('GNU.sparse.size', Buffer.from('100')),
          record('GNU.sparse.map', Buffer.from('0,1000')),
        ]),
      ),
      file,
    ]),
    /beyond the file/,
  ],
  [
    'a sparse map that does not match its data',
    Buffer.concat([
      pax(
        Buffer.concat([
          record('GNU.sparse.size', Buffer.from('9999')),
          record('GNU.sparse.map', Buffer.from('0,10')),
        ]),
      ),
      file,
    ]),
    /does not match the data/,
  ],
  [
    'a sparse map of odd length',
    Buffer.concat([
      pax(
        Buffer.concat([
          record('GNU.sparse.size', Buffer.from('9')),
          record('GNU.sparse.map', Buffer.from('0,1,2')),
        ]),
      ),
      file,
    ]),
    /odd count/,
  ],
  [
    'a sparse length without an offset',
    Buffer.concat([paxOf('GNU.sparse.numbytes', '5'), file]),
    /without its offset/,
  ],
  [
    'a sparse 1.0 map that does not end',
    Buffer.concat([
      pax(
        Buffer.concat([
          record('GNU.sparse.major', Buffer.from('1')),
          record('GNU.sparse.realsize', Buffer.from('9')),
        ]),
      ),
      tarOf([{ path: 'f', content: '9'.repeat(600) }]),
    ]),
    /map does not end/,
  ],
  [
    'a sparse 1.0 map of a billion parts',
    Buffer.concat([
      pax(
        Buffer.concat([
          record('GNU.sparse.major', Buffer.from('1')),
          record('GNU.sparse.realsize', Buffer.from('9')),
        ]),
      ),
      tarOf([{ path: 'f', content: '1000000000\n'.repeat(60) }]),
    ]),
    /too many parts/,
  ],
  [
    'an old sparse map that is cut',
    header(block => block.write('S', 156) && block.writeUInt8(1, 482)),
    /ends within the map/,
  ],
  [
    'an old sparse file with a negative offset',
    header(block => {
      block.write('S', 156)
      block.fill(0xff, 386, 398)
      block.write('00000000001', 398)
    }),
    /out of order/,
  ],
]

test.each(rejected.map(([what, bytes, message, limits]) => [what, bytes, message, limits ?? {}] as const))(
  '%s ends in a clear error',
  async (_name, bytes, message, limits) => {
    const failure = await read(bytes, limits).then(
      lines => lines,
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(ImageError)
    expect(String(failure)).toMatch(message)
  },
)

const accepted: readonly (readonly [string, Buffer, readonly string[]])[] = [
  ['an empty archive', END, []],
  ['no end marker', file.subarray(0, 1536), ['file file 1000 1000']],
  ['an end within padding', file.subarray(0, 1520), ['file file 1000 1000']],
  ['an end before padding', file.subarray(0, 1512), ['file file 1000 1000']],
  [
    'garbage after the end marker',
    Buffer.concat([file, Buffer.from('garbage'.repeat(999))]),
    ['file file 1000 1000'],
  ],
  [
    'a size on a link counts nothing',
    Buffer.concat([
      header(block => {
        block.write('2', 156)
        block.write('00000007777', 124)
      }),
      END,
    ]),
    ['symlink file 0 0'],
  ],
  [
    'a size on a folder counts nothing',
    Buffer.concat([
      header(block => {
        block.write('5', 156)
        block.write('00000007777', 124)
      }),
      END,
    ]),
    ['directory file 0 0'],
  ],
  ['a sum of signed bytes', Buffer.concat([signedChecksum(), END]), ['file \udce9 0 0']],
  ['an unknown type', Buffer.concat([typed('V', Buffer.from('volume')), END]), ['other file 0 6']],
  [
    'a sparse file of 10 GB',
    Buffer.concat([
      pax(
        Buffer.concat([
          record('GNU.sparse.size', Buffer.from('10737418240')),
          record('GNU.sparse.map', Buffer.from('0,1000')),
        ]),
      ),
      file,
    ]),
    ['file file 10737418240 0'],
  ],
  [
    'the same name twice',
    tarOf([
      { path: 'a', content: '1' },
      { path: 'a', content: '22' },
    ]),
    ['file a 1 1', 'file a 2 2'],
  ],
  ['a PAX header of nothing', Buffer.concat([pax(Buffer.alloc(0)), file]), ['file file 1000 1000']],
  ['an empty PAX path, which is none', Buffer.concat([paxOf('path', ''), file]), ['file file 1000 1000']],
]

function signedChecksum(): Buffer {
  const block = header(one => one.writeUInt8(0xe9, 0) && one.fill(0, 1, 100))
  const sum = Number.parseInt(block.toString('latin1', 148, 154), 8) - 256
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

test.each(accepted)('%s is read', async (_name, bytes, lines) => {
  expect(await read(bytes)).toEqual(lines)
})

test('whatever byte is changed, and wherever it is cut, it is read or refused, never more', async () => {
  const sample = tarOf([
    { path: `${'long/'.repeat(40)}name`, content: 'abc', xattrs: { 'user.x': Buffer.from('y') } },
    { path: 'link', kind: 'symlink', linkPath: 'abc' },
    { path: 'b', content: Buffer.alloc(2000, 'b'), uid: 3_000_000_000 },
  ])
  await fc.assert(
    fc.asyncProperty(fc.nat(sample.length - 1), fc.nat(255), fc.nat(sample.length), async (at, byte, end) => {
      const bytes = Buffer.from(sample.subarray(0, end))
      if (at < end) bytes[at] = byte
      const result = await read(bytes, {}, 4096).catch((error: unknown) => error)
      expect(Array.isArray(result) || result instanceof ImageError).toBe(true)
    }),
    { numRuns: 800, seed: 11 },
  )
})
