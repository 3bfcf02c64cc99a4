import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decompress } from '../../src/image/archive/compression.ts'
import { asObject, objects } from '../../src/image/archive/json.ts'
import { readImage, type ReadImageOptions } from '../../src/image/archive/read-image.ts'
import { ImageError } from '../../src/image/image-error.ts'
import { readTar } from '../../src/image/tar/read-tar.ts'
import { tarOf } from '../../src/image/tar/write-tar.ts'
import { archiveOf, compress, digest, imageArchive, imageFiles, streamOf } from './image-fixture.ts'

const layer = tarOf([
  { path: 'a', content: 'a'.repeat(3000) },
  { path: 'b', content: 'b' },
])
const plain = { layers: [{ files: layer }] }

/** Reads the archive both as a stream and as a file on disk. */
async function read(bytes: Buffer, options: ReadImageOptions = {}): Promise<string> {
  const viaStream = await outcome(options, bytes)
  const file = join(folder, `image-${count++}.tar`)
  writeFileSync(file, bytes)
  expect(await outcome(options, file)).toBe(viaStream)
  return viaStream
}

let folder = ''
let count = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'laststage-archive-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function outcome(options: ReadImageOptions, from: Buffer | string): Promise<string> {
  const source =
    typeof from === 'string'
      ? { kind: 'path' as const, path: from }
      : { kind: 'stream' as const, chunks: streamOf(from, 999) }
  try {
    const contents = await readImage(source, async ({ tar }) => await names(tar), {
      platform: 'linux/amd64',
      ...options,
    })
    return contents.layers.map(one => one.value).join(' | ')
  } catch (error) {
    if (error instanceof ImageError) return String(error)
    throw error
  }
}

async function names(tar: AsyncIterable<Uint8Array>): Promise<string> {
  const seen: string[] = []
  for await (const entry of readTar(tar)) seen.push(entry.path)
  return seen.join(' ')
}

function changed(change: (files: Map<string, Buffer>) => void, image = plain): Buffer {
  const files = imageFiles(image)
  change(files)
  return archiveOf(files)
}

const layerPath = `blobs/${digest(layer).replace(':', '/')}`
const parsed = (files: ReadonlyMap<string, Buffer>, path: string): unknown =>
  JSON.parse(String(files.get(path)))
const images = (files: ReadonlyMap<string, Buffer>) => objects(parsed(files, 'manifest.json'))
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

/** A gzip layer whose bytes were changed, under the digest that they have. */
function withStored(bytes: Buffer): Buffer {
  const path = `blobs/${digest(bytes).replace(':', '/')}`
  return changed(files => {
    const [manifest] = images(files)
    files.set('manifest.json', json([{ ...manifest, Layers: [path] }]))
    files.set(path, bytes)
  })
}

const zip = gzipSync(layer)

function selfIndex(): Buffer {
  const index = json({ manifests: [{ digest: digest(json({})) }] })
  return archiveOf(new Map([['index.json', index]]))
}

function changedFiles(): Map<string, Buffer> {
  const files = imageFiles(plain)
  files.delete(layerPath)
  return files
}

/** A zstd frame for other readers: zstd:chunked keeps its table of files in one. */
const SKIPPED = Buffer.concat([Buffer.from([0x5f, 0x2a, 0x4d, 0x18, 5, 0, 0, 0]), Buffer.from('table')])

describe('archives that end in a clear error', () => {
  const cases: readonly (readonly [string, () => Buffer, RegExp])[] = [
    ['nothing', () => Buffer.alloc(0), /empty/],
    ['no archive at all', () => Buffer.from('PK'.repeat(600)), /no image archive/],
    ['docker export', () => layer, /neither manifest.json nor index.json/],
    [
      'a manifest that is no JSON',
      () => changed(files => files.set('manifest.json', Buffer.from('{"a":'))),
      /manifest.json is not JSON/,
    ],
    [
      'a manifest of no image',
      () => changed(files => files.set('manifest.json', json([]))),
      /names no image/,
    ],
    [
      'a manifest of another shape',
      () => changed(files => files.set('manifest.json', json([{ Config: 5, Layers: 'x' }]))),
      /names no image/,
    ],
    [
      'a manifest deep in brackets',
      () => changed(files => files.set('manifest.json', Buffer.from('['.repeat(100_000)))),
      /not JSON/,
    ],
    [
      'a configuration that points outside',
      () => changed(files => files.set('manifest.json', json([{ Config: '../../etc/passwd', Layers: [] }]))),
      /configuration is missing/,
    ],
    [
      'a layer that points outside',
      () =>
        changed(files => {
          const [manifest] = images(files)
          files.set('manifest.json', json([{ ...manifest, Layers: ['/etc/passwd'] }]))
        }),
      /layer \/etc\/passwd is missing/,
    ],
    [
      'an index that points outside',
      () =>
        changed(files => {
          files.delete('manifest.json')
          files.set('index.json', json({ manifests: [{ digest: '../../../etc/passwd' }] }))
        }),
      /is not a digest/,
    ],
    ['an index that names itself', () => selfIndex(), /manifest is missing|nested too deeply/],
    [
      'an index for another platform',
      () =>
        changed(files => {
          files.delete('manifest.json')
          files.set(
            'index.json',
            json({
              manifests: ['arm64', 's390x'].map(architecture => ({
                digest: digest(layer),
                platform: { os: 'linux', architecture },
              })),
            }),
          )
        }),
      /no image for linux\/amd64; there are: linux\/arm64, linux\/s390x/,
    ],
    ['a missing layer', () => changed(files => files.delete(layerPath)), /layer .* is missing/],
    [
      'a layer under a wrong digest',
      () => changed(files => files.set(layerPath, tarOf([{ path: 'evil', content: 'evil' }]))),
      /does not have the digest/,
    ],
    [
      'a configuration under a wrong digest',
      () =>
        changed(files => {
          for (const [path, bytes] of files)
            if (bytes.includes('rootfs'))
              files.set(path, Buffer.from(bytes.toString().replace('amd64', 'arm64')))
        }),
      /does not have the digest/,
    ],
    [
      'a raw layer that is not the one of the configuration',
      () => withStored(tarOf([{ path: 'other' }])),
      /digest .* that the configuration says/,
    ],
    [
      'more digests than layers',
      () =>
        changed(files => {
          const [manifest] = images(files)
          files.set('manifest.json', json([{ ...manifest, Layers: [] }]))
        }),
      /0 layers, but 1 in the configuration/,
    ],
    [
      'thousands of layers',
      () =>
        changed(files => {
          const [manifest] = images(files)
          files.set(
            'manifest.json',
            json([{ ...manifest, Layers: Array.from({ length: 5000 }, () => layerPath) }]),
          )
        }),
      /has 5000 layers/,
    ],
    [
      'a layer of text',
      () => withStored(Buffer.from('x'.repeat(5000))),
      /neither a tar nor gzip nor zstd|is missing/,
    ],
    ['gzip that is cut', () => withStored(zip.subarray(0, zip.length - 20)), /gzip data ends too early/],
    ['gzip that is cut in its header', () => withStored(zip.subarray(0, 5)), /gzip data ends too early/],
    [
      'gzip with a wrong checksum',
      () => withStored(Buffer.concat([zip.subarray(0, -8), Buffer.from('garbage!')])),
      /damaged gzip data/,
    ],
    [
      'gzip of garbage',
      () => withStored(Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(500, 7)])),
      /damaged gzip data/,
    ],
    ['gzip in gzip', () => withStored(gzipSync(zip)), /not an octal number|checksum|header/],
    [
      'zstd that is cut',
      () => withStored(compress(layer, 'zstd').subarray(0, 20)),
      /zstd data ends too early|damaged zstd/,
    ],
    [
      'zstd of garbage',
      () => withStored(Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.alloc(500, 9)])),
      /damaged zstd data/,
    ],
    [
      'zstd that is cut within a frame to be skipped',
      () => withStored(Buffer.concat([compress(layer, 'zstd'), SKIPPED.subarray(0, 10)])),
      /zstd data ends too early/,
    ],
    [
      'zstd with garbage after its end',
      () => withStored(Buffer.concat([compress(layer, 'zstd'), Buffer.from('garbage')])),
      /damaged zstd/,
    ],
    ['a cut archive', () => imageArchive(plain).subarray(0, 2000), /ends within|manifest.json nor/],
    [
      'links in a circle',
      () =>
        tarOf([
          { path: 'manifest.json', kind: 'symlink', linkPath: 'x' },
          { path: 'x', kind: 'symlink', linkPath: 'manifest.json' },
        ]),
      /chain of links/,
    ],
    [
      'a layer file that links outside',
      () =>
        tarOf([
          ...[...changedFiles()].map(([path, content]) => ({ path, content })),
          { path: layerPath, kind: 'symlink' as const, linkPath: '../../../../etc/passwd' },
        ]),
      /is missing/,
    ],
  ]

  test.each(cases)('%s', async (_name, bytes, message) => {
    expect(await read(bytes())).toMatch(message)
  })
})

describe('bombs', () => {
  test('a layer over the limit is refused while it unpacks', async () => {
    const bomb = imageArchive({
      layers: [{ files: tarOf([{ path: 'zeros', content: Buffer.alloc(20_000_000) }]), compression: 'gzip' }],
    })
    expect(await read(bomb, { unpack: { layerBytes: 1_000_000, ratio: 1e9 } })).toMatch(
      /refused as a decompression bomb/,
    )
  })

  test('so is a whole archive in gzip', async () => {
    const bomb = gzipSync(tarOf([{ path: 'zeros', content: Buffer.alloc(20_000_000) }]))
    expect(await read(bomb, { unpack: { layerBytes: 1_000_000, ratio: 1e9 } })).toMatch(
      /refused as a decompression bomb/,
    )
  })
})

describe('archives that are read', () => {
  const many = {
    layers: [
      { files: layer },
      { files: [{ path: 'c' }], compression: 'gzip' as const },
      { files: [{ path: 'd' }], compression: 'zstd' as const },
    ],
  }

  test('of docker save', async () => {
    expect(await read(imageArchive(many))).toBe('a b | c | d')
  })

  test('of docker save, in gzip', async () => {
    expect(await read(gzipSync(imageArchive(many)))).toBe('a b | c | d')
  })

  test('with the manifest last', async () => {
    expect(await read(archiveOf(new Map([...imageFiles(many)].reverse())))).toBe('a b | c | d')
  })

  test('an OCI layout as tar and as folder', async () => {
    const files = imageFiles(many)
    files.delete('manifest.json')
    expect(await read(archiveOf(files))).toBe('a b | c | d')
    const layout = join(folder, 'layout')
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(layout, path)), { recursive: true })
      writeFileSync(join(layout, path), bytes)
    }
    expect(await outcome({}, layout)).toBe('a b | c | d')
  })

  test("skopeo's folder, alone and of several platforms", async () => {
    const files = imageFiles(many)
    const index = objects(asObject(parsed(files, 'index.json'))['manifests'])
    const manifest = String(index[0]?.['digest']).slice(7)
    const one = join(folder, 'skopeo')
    const several = join(folder, 'skopeo-all')
    for (const at of [one, several]) {
      mkdirSync(at)
      writeFileSync(join(at, 'version'), 'Directory Transport Version: 1.1\n')
      for (const [path, bytes] of files)
        if (path.startsWith('blobs/')) writeFileSync(join(at, path.slice('blobs/sha256/'.length)), bytes)
      renameSync(join(at, manifest), join(at, at === one ? 'manifest.json' : `${manifest}.manifest.json`))
    }
    writeFileSync(join(several, 'manifest.json'), json({ manifests: index }))
    expect(await outcome({}, one)).toBe('a b | c | d')
    expect(await outcome({}, several)).toBe('a b | c | d')
    writeFileSync(join(one, digest(layer).slice(7)), tarOf([{ path: 'evil' }]))
    expect(await outcome({}, one)).toMatch(/does not have the digest/)
  })

  test('with BuildKit attestations beside the image', async () => {
    const files = imageFiles(many)
    files.delete('manifest.json')
    const index = asObject(parsed(files, 'index.json'))
    const attestation = {
      digest: digest(layer),
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    }
    files.set('index.json', json({ manifests: [attestation, ...objects(index['manifests'])] }))
    expect(await read(archiveOf(files))).toBe('a b | c | d')
  })

  test('of an older docker save, where a layer that occurs twice is a link', async () => {
    const config = json({ rootfs: { diff_ids: [digest(layer), digest(layer)] } })
    const archive = tarOf([
      { path: 'one/', kind: 'directory' },
      { path: 'one/VERSION', content: '1.0' },
      { path: 'one/layer.tar', content: layer },
      { path: 'two/layer.tar', kind: 'symlink', linkPath: '../one/layer.tar' },
      { path: 'config.json', content: config },
      {
        path: 'manifest.json',
        content: json([
          { Config: 'config.json', RepoTags: null, Layers: ['one/layer.tar', 'two/layer.tar'] },
        ]),
      },
    ])
    expect(await read(archive)).toBe('a b | a b')
  })

  test('gzip with garbage after its end, as padding writers leave it', async () => {
    expect(await read(withStored(Buffer.concat([zip, Buffer.alloc(3_000_000)])))).toBe('a b')
  })

  test('eStargz, whose last member is empty and has a field of its own', async () => {
    const footer = Buffer.from(gzipSync(Buffer.alloc(0)))
    footer[3] = 4
    const field = Buffer.from(`\x1a\0SG\x16\0${'0'.repeat(16)}STARGZ`, 'latin1')
    const members = [gzipSync(layer), footer.subarray(0, 10), field, footer.subarray(10)]
    expect(await read(withStored(Buffer.concat(members)))).toBe('a b')
  })

  test('zstd:chunked, with frames to be skipped before, between and after', async () => {
    const half = [layer.subarray(0, 700), layer.subarray(700)].map(part => compress(part, 'zstd'))
    const frames = half.flatMap(part => [SKIPPED, part])
    expect(await read(withStored(Buffer.concat([...frames, SKIPPED])))).toBe('a b')
  })

  test('zstd in frames that end anywhere in a piece, as parallel and chunked writers make them', async () => {
    const some = [layer.subarray(0, 3), Buffer.alloc(0), layer.subarray(3, 1500), layer.subarray(1500)]
    const checked = { params: { [constants.ZSTD_c_checksumFlag]: 1 } }
    const frames = some.flatMap((part, at) => [zstdCompressSync(part, at % 2 ? checked : {}), SKIPPED])
    const whole = Buffer.concat(frames)
    for (const size of [1, 2, 3, 7, 100, whole.length]) {
      const parts: Buffer[] = []
      for await (const part of decompress(streamOf(whole, size), 'zstd')) parts.push(part)
      expect(Buffer.concat(parts)).toEqual(layer)
    }
  })

  test('gzip in several members', async () => {
    const members = Buffer.concat([gzipSync(layer.subarray(0, 700)), gzipSync(layer.subarray(700))])
    expect(await read(withStored(members))).toBe('a b')
  })

  test('the image of a tag, where several were saved', async () => {
    const files = imageFiles({ layers: [{ files: layer }], tag: 'one:1' })
    const other = imageFiles({ layers: [{ files: [{ path: 'z' }] }], tag: 'two:2' })
    const manifests = [files, other].flatMap(images)
    const both = archiveOf(new Map([...files, ...other, ['manifest.json', json(manifests)]]))
    expect(await read(both)).toBe('a b')
    expect(await read(both, { tag: 'two:2' })).toBe('z')
  })
})

test('reading ends when it is aborted', async () => {
  const stop = new AbortController()
  const reading = readImage(
    { kind: 'stream', chunks: streamOf(imageArchive(plain)) },
    async ({ tar }) => {
      stop.abort()
      return await names(tar)
    },
    { signal: stop.signal },
  )
  await expect(reading).rejects.toThrow('aborted')
})
