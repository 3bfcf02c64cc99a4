import { expect, test } from 'vitest'
import type { TarInput } from '../../src/image/tar/write-tar.ts'
import { diffImages } from '../../src/measure/diff/diff-images.ts'
import type { ImageDiff } from '../../src/measure/image-diff.ts'
import { inspectImage } from '../../src/measure/inspect/inspect-image.ts'
import { type ImageFixture, imageArchive, type LayerFixture, streamOf } from '../image/image-fixture.ts'

const file = (path: string, size: number, more: Partial<TarInput> = {}): TarInput => ({
  path,
  content: path.at(-1)?.repeat(size) ?? '',
  ...more,
})

const open = async (image: ImageFixture) =>
  await inspectImage({ kind: 'stream', chunks: streamOf(imageArchive(image)) })

async function diff(before: ImageFixture, after: ImageFixture): Promise<ImageDiff> {
  return diffImages({ name: 'a', image: await open(before) }, { name: 'b', image: await open(after) })
}

const layer = (createdBy: string, ...files: TarInput[]): LayerFixture => ({ createdBy, files })
const base = layer('ADD rootfs /', file('etc/base', 1000), file('bin/sh', 10, { mode: 0o755 }))

test('each kind of difference, with its bytes', async () => {
  const result = await diff(
    {
      layers: [
        base,
        layer(
          'COPY . .',
          file('same', 5),
          file('gone', 70),
          file('grows', 10),
          file('shrinks', 10),
          file('mode', 3),
          { path: 'changes', content: 'abc' },
        ),
      ],
    },
    {
      layers: [
        base,
        layer(
          'COPY . .',
          file('same', 5),
          file('new', 90),
          file('grows', 30),
          file('shrinks', 4),
          file('mode', 3, { mode: 0o600, uid: 7 }),
          { path: 'changes', content: 'xyz' },
        ),
      ],
    },
  )
  expect(result.summary).toEqual({
    added: { files: 1, delta: 90 },
    removed: { files: 1, delta: -70 },
    grown: { files: 1, delta: 20 },
    shrunk: { files: 1, delta: -6 },
    changed: { files: 1, delta: 0 },
    metadata: { files: 1, delta: 0 },
    same: 3,
  })
  expect(result.files.map(change => [change.path, change.kind])).toEqual([
    ['/new', 'added'],
    ['/gone', 'removed'],
    ['/grows', 'grown'],
    ['/shrinks', 'shrunk'],
    ['/changes', 'changed'],
    ['/mode', 'metadata'],
  ])
  expect(result.files.at(-1)?.what).toBe('mode 644 → 600, owner 0:0 → 7:0')
  expect(result.layers.map(one => one.status)).toEqual(['same', 'changed'])
})

test('an image is the same as itself', async () => {
  const image: ImageFixture = {
    layers: [base, layer('COPY', file('a', 5), { path: 'b', kind: 'hardlink', linkPath: 'a' })],
  }
  const result = await diff(image, image)
  expect(result).toMatchObject({ files: [], packages: [], folders: [], culprits: [], summary: { same: 4 } })
})

test('growth is blamed on the instruction whose layer holds it, and names the file', async () => {
  const result = await diff(
    { layers: [base, layer('COPY dist /app', file('app/main.js', 50))] },
    {
      layers: [
        base,
        layer('RUN apt-get install -y gcc', file('usr/bin/gcc', 5000), file('usr/lib/x', 20)),
        layer('COPY dist /app', file('app/main.js', 60)),
      ],
    },
  )
  expect(result.culprits).toMatchObject([
    { side: 'after', instruction: 'RUN apt-get install -y gcc', delta: 5020, file: '/usr/bin/gcc' },
    { side: 'after', instruction: 'COPY dist /app', delta: 10, file: '/app/main.js' },
  ])
  expect(result.layers.map(one => [one.status, one.instruction])).toEqual([
    ['same', 'ADD rootfs /'],
    ['added', 'RUN apt-get install -y gcc'],
    ['changed', 'COPY dist /app'],
  ])
})

const npm = (name: string, version: string, size: number): TarInput[] => [
  { path: `app/node_modules/${name}/package.json`, content: JSON.stringify({ name, version }) },
  file(`app/node_modules/${name}/index.js`, size),
]

test('packages by version and size, owners by sum, folders where they branch', async () => {
  const result = await diff(
    {
      layers: [
        base,
        layer(
          'RUN npm ci',
          ...npm('left', '1.0.0', 100),
          ...npm('right', '1.0.0', 100),
          ...npm('old', '3.0.0', 50),
        ),
      ],
    },
    {
      layers: [
        base,
        layer(
          'RUN npm ci',
          ...npm('left', '1.0.0', 100),
          ...npm('right', '2.0.0', 900),
          ...npm('new', '0.1.0', 70),
        ),
      ],
    },
  )
  expect(result.packages.map(({ name, before, after }) => [name, before?.version, after?.version])).toEqual([
    ['right', '1.0.0', '2.0.0'],
    ['new', undefined, '0.1.0'],
    ['old', '3.0.0', undefined],
  ])
  expect(result.owners.find(one => one.owner === 'npm')).toEqual({ owner: 'npm', before: 349, after: 1169 })
  expect(result.folders[0]).toMatchObject({ path: '/app/node_modules/right' })
  expect(result.files[0]?.owner).toBe('npm right')
})

test('names that share one content carry its bytes once', async () => {
  const result = await diff(
    { layers: [base] },
    { layers: [base, layer('COPY', file('one', 100), { path: 'two', kind: 'hardlink', linkPath: 'one' })] },
  )
  expect(result.summary.added).toEqual({ files: 2, delta: 100 })
})
