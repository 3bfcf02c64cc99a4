import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asObject, objects, strings } from '../../src/image/archive/json.ts'
import type { ReadImageOptions } from '../../src/image/archive/read-image.ts'
import { ImageError } from '../../src/image/image-error.ts'
import { record, seal, type TarInput, tarOf } from '../../src/image/tar/write-tar.ts'
import { factOf } from '../../src/measure/inspect/facts.ts'
import { pathOf } from '../../src/measure/inspect/image-tree.ts'
import { inspectImage } from '../../src/measure/inspect/inspect-image.ts'
import { measuredImage } from '../../src/measure/measure-image.ts'
import { measuredComment } from '../../src/report/markdown/measured.ts'
import { renderMeasured } from '../../src/report/terminal/measure.ts'
import { createStyle } from '../../src/report/terminal/style.ts'
import { archiveOf, digest, type ImageFixture, imageFiles, streamOf } from './image-fixture.ts'

/** Images that someone made to harm their reader, each read as far as `measure` reads one. */
let folder = ''
let count = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'laststage-hostile-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Files = Map<string, Buffer>

const plain: ImageFixture = { layers: [{ files: [{ path: 'a', content: 'a' }] }] }
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
const blobPath = (bytes: Buffer): string => `blobs/${digest(bytes).replace(':', '/')}`
const parsed = (files: Files, path: string) => asObject(JSON.parse(String(files.get(path))))

function put(files: Files, bytes: Buffer): { readonly digest: string; readonly size: number } {
  files.set(blobPath(bytes), bytes)
  return { digest: digest(bytes), size: bytes.length }
}

/** The OCI half of an archive alone, its manifest changed and found again by its digest. */
function withManifest(
  change: (manifest: Record<string, unknown>, files: Files) => void,
  image = plain,
): Files {
  const files = imageFiles(image)
  files.delete('manifest.json')
  const index = parsed(files, 'index.json')
  const path = `blobs/${String(objects(index['manifests'])[0]?.['digest']).replace(':', '/')}`
  const manifest = { ...parsed(files, path) }
  change(manifest, files)
  files.set('index.json', json({ manifests: [put(files, json(manifest))] }))
  return files
}

function withIndex(index: unknown): Files {
  const files = imageFiles(plain)
  files.delete('manifest.json')
  files.set('index.json', Buffer.isBuffer(index) ? index : json(index))
  return files
}

function withConfig(config: unknown): Files {
  return withManifest((manifest, files) => {
    manifest['config'] = put(files, Buffer.isBuffer(config) ? config : json(config))
  })
}

const inspect = async (bytes: Buffer, options: ReadImageOptions = {}) =>
  await inspectImage(
    { kind: 'stream', chunks: streamOf(bytes, 1 << 16) },
    { platform: 'linux/amd64', ...options },
  )

const told = async (read: Promise<{ readonly layers: readonly unknown[] }>): Promise<string> =>
  await read.then(
    image => `read: ${image.layers.length} layers`,
    (error: unknown) => {
      if (error instanceof ImageError) return error.message
      throw error
    },
  )

/** What reading it came to, from a stream and from a file on disk. */
async function outcomes(files: Files, options: ReadImageOptions = {}): Promise<readonly string[]> {
  const bytes = archiveOf(files)
  const path = join(folder, `${count++}.tar`)
  writeFileSync(path, bytes)
  const disk = inspectImage({ kind: 'path', path }, { platform: 'linux/amd64', ...options })
  return [await told(inspect(bytes, options)), await told(disk)]
}

function nested(levels: number): Files {
  const files = imageFiles(plain)
  files.delete('manifest.json')
  for (let level = 0; level < levels; level++)
    files.set('index.json', json({ manifests: [put(files, files.get('index.json') ?? Buffer.alloc(0))] }))
  return files
}

describe('documents', () => {
  const large = Buffer.from(`{"a":"${'x'.repeat(17 * 2 ** 20)}"}`)
  test.each<readonly [string, () => Files, RegExp]>([
    ['an index of 17 MB', () => withIndex(large), /index.json is too large to be a manifest/],
    ['a configuration of 17 MB', () => withConfig(large), /too large to be a manifest or a configuration/],
    [
      'an index of 50,000 platforms is told in a line',
      () =>
        withIndex({
          manifests: Array.from({ length: 50_000 }, (_, at) => ({
            digest: digest(Buffer.from('x')),
            platform: { os: 'linux', architecture: `cpu${at}` },
          })),
        }),
      /^no image for linux\/amd64; there are: .{200,400}, …$/,
    ],
    [
      'an index whose descriptors are numbers',
      () => withIndex({ manifests: [1, 2, null] }),
      /"" is not a digest/,
    ],
    ['an index that is a list', () => withIndex([[[[]]]]), /names no configuration/],
    [
      'a digest of an algorithm that proves nothing',
      () => withIndex({ manifests: [{ digest: `md5:${'0'.repeat(32)}` }] }),
      /is not a digest/,
    ],
    [
      'a digest with a path in it',
      () => withIndex({ manifests: [{ digest: `sha256:${'0'.repeat(61)}/..` }] }),
      /is not a digest/,
    ],
    [
      'a digest of a megabyte is told in a line',
      () => withIndex({ manifests: [{ digest: 'sha256:'.repeat(150_000) }] }),
      /^".{0,100}" is not a digest$/,
    ],
    [
      'an index that names a layer as its manifest',
      () => {
        const files = imageFiles(plain)
        files.delete('manifest.json')
        const [path = ''] = [...files.keys()]
        files.set('index.json', json({ manifests: [{ digest: path.slice(6).replace('/', ':') }] }))
        return files
      },
      /manifest is missing|is not JSON/,
    ],
    [
      'a manifest whose configuration is a layer',
      () =>
        withManifest(manifest => {
          manifest['config'] = objects(manifest['layers'])[0]
        }),
      /image configuration is missing|is not JSON/,
    ],
    [
      'a manifest of 100,000 layers',
      () =>
        withManifest(manifest => {
          manifest['layers'] = Array.from({ length: 100_000 }, () => objects(manifest['layers'])[0])
        }),
      /the image has 100000 layers/,
    ],
    [
      'a manifest whose layers are an object',
      () =>
        withManifest(manifest => {
          manifest['layers'] = { length: 1e9 }
        }),
      /0 layers, but 1 in the configuration/,
    ],
    ['six indexes in one another', () => nested(6), /nested too deeply/],
    ['a configuration of another kind', () => withConfig([1]), /^read: 1 layers$/],
    [
      'a configuration 200,000 objects deep',
      () => withConfig(Buffer.from(`${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`)),
      /^read: 1 layers$/,
    ],
    [
      'a history of 100,000 steps',
      () => withConfig({ history: Array.from({ length: 100_000 }, () => ({ created_by: 'RUN x' })) }),
      /^read: 1 layers$/,
    ],
    [
      'the same layer 900 times, which is read once',
      () =>
        withManifest((manifest, files) => {
          manifest['layers'] = Array.from({ length: 900 }, () => objects(manifest['layers'])[0])
          manifest['config'] = put(files, json({}))
        }),
      /^read: 900 layers$/,
    ],
    [
      'a layer that says it has -5 bytes',
      () =>
        withManifest(manifest => {
          manifest['layers'] = objects(manifest['layers']).map(layer => ({ ...layer, size: -5 }))
        }),
      /^read: 1 layers$/,
    ],
  ])('%s', async (_, files, expected) => {
    const [streamed, fromDisk] = await outcomes(files())
    expect(streamed).toMatch(expected)
    expect(fromDisk).toMatch(expected)
  })

  test('names that JavaScript’s objects have of their own are names like others', async () => {
    const files = withConfig(
      Buffer.from('{"config":{"Labels":{"__proto__":"x","constructor":"y"},"Env":["__proto__=1"]}}'),
    )
    const { contents } = await inspect(archiveOf(files))
    expect(Object.keys(contents.document.labels)).toEqual(['__proto__', 'constructor'])
    expect(Reflect.get({}, 'x')).toBeUndefined()
  })
})

describe('bombs', () => {
  const zeros = tarOf([{ path: 'zeros', content: Buffer.alloc(20_000_000) }])
  const unpack = { layerBytes: 1_000_000, ratio: 1e9 }

  test('a zstd layer over the limit is refused while it unpacks', async () => {
    const bomb: ImageFixture = { layers: [{ files: zeros, compression: 'zstd' }] }
    for (const told of await outcomes(imageFiles(bomb), { unpack }))
      expect(told).toMatch(/refused as a decompression bomb/)
  })

  test('so is a whole archive in zstd', async () => {
    await expect(inspect(zstdCompressSync(zeros), { unpack })).rejects.toThrow(
      /refused as a decompression bomb/,
    )
  })

  test('a sparse file of 8 TB is counted and not filled', async () => {
    const records = Buffer.concat([
      record('GNU.sparse.size', Buffer.from('8000000000000')),
      record('GNU.sparse.map', Buffer.from('0,512')),
    ])
    const pax = tarOf([{ path: 'pax', content: records }]).subarray(0, 1024)
    pax.write('x', 156)
    seal(pax.subarray(0, 512))
    const files = Buffer.concat([pax, tarOf([{ path: 'disk', content: 'x'.repeat(512) }])])
    const image = await inspect(archiveOf(imageFiles({ layers: [{ files }] })))
    expect(measuredImage('x', image).size.unpacked).toBe(8e12)
  })

  test('links that grow with each step end, and do so at once', async () => {
    // Each link leads to the next and has two thousand parts after it: 80,000 parts by the fortieth.
    const links = Array.from(
      { length: 50 },
      (_, at): TarInput => ({
        path: `usr/bin${at === 0 ? '' : at}`,
        kind: 'symlink',
        linkPath: `bin${at + 1}${'/.'.repeat(2000)}`,
      }),
    )
    const image = await inspect(archiveOf(imageFiles({ layers: [{ files: links }] })))
    expect(image.tree.resolve('/usr/bin/sh')).toBeUndefined()
    expect(measuredImage('x', image).surface.shells).toEqual([])
  })
})

/** Each beside what makes a careless pattern take its square, and of the size at which files are still read. */
const SLOW: readonly (readonly [string, string])[] = [
  ['.npmrc', `_auth=${' '.repeat(65_000)}`],
  ['.yarnrc.yml', `npmAuthToken:${' '.repeat(65_000)}`],
  ['.git-credentials', '://a:'.repeat(13_000)],
  ['pip.conf', '://a:'.repeat(13_000)],
  ['.pypirc', '\n'.repeat(65_000)],
  ['config', '\n'.repeat(65_000)],
  ['.env', '\n'.repeat(65_000)],
  ['.env', 'SECRET'.repeat(10_000)],
  ['key.json', '"type":"service_account"'.repeat(2700)],
  ['.netrc', `password${' '.repeat(65_000)}`.slice(0, 65_000)],
]

test('files that look like secrets take no longer than others of their size', () => {
  for (const [name, content] of SLOW)
    for (let time = 0; time < 20; time++) expect(factOf(`/${name}`, Buffer.from(content))).toEqual([])
})

const paths = async (...layers: (readonly TarInput[])[]): Promise<readonly string[]> => {
  const image = await inspect(archiveOf(imageFiles({ layers: layers.map(files => ({ files })) })))
  return [...image.tree.walk()].map(pathOf)
}
const file = (path: string): TarInput => ({ path, content: path })

describe('files in odd places', () => {
  test('an opaque mark of the root hides all that was below, and not what its own layer brings', async () => {
    expect(await paths([file('a/b'), file('c')], [file('d'), { path: '.wh..wh..opq' }])).toEqual(['/d'])
  })

  test('marks that are folders, or below files, are marks', async () => {
    const first = [file('a/b'), file('c')]
    expect(await paths(first, [{ path: '.wh.a/', kind: 'directory' }])).toEqual(['/c'])
    expect(await paths(first, [file('c/.wh.x')])).toEqual(['/a', '/a/b', '/c'])
    expect(await paths(first, [{ path: 'nowhere/.wh..wh..opq' }])).toEqual(['/a', '/a/b', '/c'])
  })

  test('marks of the folders above do nothing', async () => {
    expect(await paths([file('a/b')], [{ path: 'a/.wh...' }, { path: 'a/.wh..' }])).toEqual(['/a', '/a/b'])
  })

  test('a file below a link that leads out stays in the image', async () => {
    const seen = await paths([{ path: 'out', kind: 'symlink', linkPath: '../../../etc' }, file('out/passwd')])
    expect(seen).toEqual(['/out', '/out/passwd'])
  })

  test('a path twice in a layer counts twice, as it does in the tar, and is there once', async () => {
    const twice = [
      { path: 'a', content: '1' },
      { path: './a', content: '22' },
      { path: '/a', content: '333' },
    ]
    const image = await inspect(archiveOf(imageFiles({ layers: [{ files: twice }] })))
    expect(measuredImage('x', image)).toMatchObject({
      size: { unpacked: 6, files: 3 },
      files: [{ bytes: 3 }],
    })
    expect([...image.tree.walk()].map(pathOf)).toEqual(['/a'])
  })

  test('a file and its deletion in one layer: marks speak of lower layers', async () => {
    expect(await paths([file('a')], [file('a'), { path: '.wh.a' }])).toEqual(['/a'])
  })

  test('a file that becomes a folder, a link and a device by turns is what it was last', async () => {
    const turns: readonly TarInput[] = [
      file('x'),
      file('x/y'),
      { path: 'x', kind: 'symlink', linkPath: 'x' },
      { path: 'x', kind: 'character-device', deviceMajor: 1, deviceMinor: 5 },
    ]
    expect(await paths(turns, [...turns].reverse())).toEqual(['/x'])
  })

  test('names with control characters and line ends are shown without them', async () => {
    const names = [
      '\u001b[2J\u001b]0;title\u0007',
      'new\nline',
      'back\rreturn',
      '\u202Eright-to-left',
      'nul-free',
    ]
    const files = names.map(path => ({ path, content: 'x'.repeat(5000) }))
    const layers = [{ files, createdBy: 'RUN \u001b[31mred\nblue' }]
    const measured = measuredImage('evil\u001b[1m', await inspect(archiveOf(imageFiles({ layers }))))
    const style = createStyle({ color: false, unicode: true, width: 100 })
    const lines = renderMeasured(measured, style).split('\n')
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202E]/u)
    expect(measuredComment(measured).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E]/u)
  })
})

function layout(change: (root: string, layerPath: string) => void): string {
  const root = join(folder, `layout-${count++}`)
  const files = withManifest(() => {})
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), bytes)
  }
  const manifest = [...files.values()].find(bytes => bytes.includes('"layers":['))
  const [layer] = strings(objects(JSON.parse(String(manifest)).layers).map(one => one['digest']))
  change(root, join(root, 'blobs', (layer ?? '').replace(':', '/')))
  return root
}
const read = async (path: string) => await inspectImage({ kind: 'path', path }, { platform: 'linux/amd64' })

describe('folders with an OCI layout', () => {
  test('is read', async () => {
    expect((await read(layout(() => {}))).layers).toHaveLength(1)
  })

  test.each<readonly [string, (root: string, layerPath: string) => void, RegExp]>([
    [
      'a pipe in place of the index, which would never end',
      root => {
        unlinkSync(join(root, 'index.json'))
        execFileSync('mkfifo', [join(root, 'index.json')])
      },
      /neither manifest.json nor index.json/,
    ],
    [
      'a pipe in place of a layer',
      (_root, layer) => {
        unlinkSync(layer)
        execFileSync('mkfifo', [layer])
      },
      /layer .* is missing/,
    ],
    [
      'a folder in place of a layer',
      (_root, layer) => {
        unlinkSync(layer)
        mkdirSync(layer)
      },
      /layer .* is missing/,
    ],
    [
      'a device without end in place of a layer',
      (_root, layer) => {
        unlinkSync(layer)
        symlinkSync('/dev/zero', layer)
      },
      /layer .* is missing/,
    ],
    [
      'a link to a file of this machine in place of a layer',
      (root, layer) => {
        writeFileSync(join(root, '../secret'), tarOf([{ path: 'secret', content: 'secret' }]))
        unlinkSync(layer)
        symlinkSync('../../../secret', layer)
      },
      /does not have the digest/,
    ],
  ])('%s', async (_, change, expected) => {
    await expect(read(layout(change))).rejects.toThrow(expected)
  })
})
