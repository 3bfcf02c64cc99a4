import { execFileSync } from 'node:child_process'
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { measureSize, STAND_IN_LABEL } from '../../src/measure/size.ts'
import { type TarInput, tarOf } from '../../src/image/tar/write-tar.ts'
import { archiveOf, imageArchive, imageFiles, streamOf } from '../image/image-fixture.ts'

const base: TarInput[] = [
  { path: 'etc/', kind: 'directory' },
  { path: 'etc/passwd', content: 'root:x:0:0\n' },
  { path: 'bin/tool', content: Buffer.alloc(5000, 'tool') },
  { path: 'bin/tool2', kind: 'hardlink', linkPath: 'bin/tool' },
]
const app: TarInput[] = [
  { path: 'app/', kind: 'directory' },
  { path: 'app/main.js', content: 'console.log(1)\n' },
  { path: 'etc/.wh.passwd' },
]

test.each(['none', 'gzip', 'zstd'] as const)(
  'counts files of %s layers, whiteouts aside',
  async compression => {
    const archive = imageArchive({
      layers: [
        { files: base, compression },
        { files: app, compression },
      ],
    })
    const size = await measureSize(streamOf(archive))
    expect(size).toMatchObject({
      unpacked: 11 + 5000 + 15,
      layers: 2,
      files: 3,
      kind: 'measured',
      standIn: false,
    })
  },
)

test('compressed is what is stored, or what gzip makes of raw layers', async () => {
  const layers = [{ files: base }, { files: app }]
  const stored = await measureSize(
    streamOf(imageArchive({ layers: layers.map(one => ({ ...one, compression: 'gzip' })) })),
  )
  const raw = await measureSize(streamOf(imageArchive({ layers })))
  expect(stored.compressed).toBe(gzipSync(tarOf(base)).length + gzipSync(tarOf(app)).length)
  expect(raw.compressed).toBe(stored.compressed)
})

test('a raw layer whose size is known is not compressed again', async () => {
  const sizes = new Map<string, number>()
  const archive = imageArchive({ layers: [{ files: base }] })
  const first = await measureSize(streamOf(archive), { sizes })
  for (const digest of sizes.keys()) sizes.set(digest, 42)
  const second = await measureSize(streamOf(archive), { sizes })
  expect(first.compressed).toBeGreaterThan(42)
  expect(second.compressed).toBe(42)
})

test('the order of an archive does not matter', async () => {
  const files = [...imageFiles({ layers: [{ files: base }, { files: app, compression: 'gzip' }] })]
  const forward = await measureSize(streamOf(archiveOf(new Map(files))))
  const backward = await measureSize(streamOf(archiveOf(new Map(files.reverse()))))
  expect(backward).toEqual(forward)
})

test('a stand-in base is told by its label', async () => {
  const archive = imageArchive({
    layers: [{ files: base }],
    config: { Labels: { [STAND_IN_LABEL]: 'true' } },
  })
  expect((await measureSize(streamOf(archive))).standIn).toBe(true)
})

test.each(['gnu', 'pax', 'ustar'])('totals are what tar itself lists, to the byte (%s)', async format => {
  const folder = mkdtempSync(join(tmpdir(), 'laststage-size-'))
  try {
    const root = join(folder, 'root')
    mkdirSync(join(root, 'a/b'), { recursive: true })
    for (const [at, size] of [0, 1, 511, 512, 513, 70_000].entries())
      writeFileSync(join(root, `a/f${at}`), Buffer.alloc(size, 'f'))
    linkSync(join(root, 'a/f5'), join(root, 'a/b/hard'))
    symlinkSync('../f5', join(root, 'a/b/soft'))
    writeFileSync(join(root, 'a/holes'), 'x')
    truncateSync(join(root, 'a/holes'), 3_000_000)
    const tar = join(folder, 'layer.tar')
    const sparse = format === 'ustar' ? [] : ['--sparse']
    execFileSync('tar', ['-C', root, `--format=${format}`, ...sparse, '-cf', tar, '.'])
    const listed = execFileSync('tar', ['-tvf', tar], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    })
    const files = listed.split('\n').filter(line => line.startsWith('-'))
    const bytes = files.reduce((sum, line) => sum + Number(line.split(/\s+/)[2]), 0)
    const layer = readFileSync(tar)
    const size = await measureSize(
      streamOf(imageArchive({ layers: [{ files: layer, compression: 'gzip' }] }), 65_536),
    )
    expect(bytes).toBeGreaterThan(3_000_000)
    expect(size).toMatchObject({ unpacked: bytes, files: files.length })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
