import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import {
  imageDiffJsonSchema,
  measuredJsonSchema,
  outlinedJsonSchema,
} from '../../scripts/image-json-schemas.ts'
import type { TarInput } from '../../src/image/tar/write-tar.ts'
import { diffImages } from '../../src/measure/diff/diff-images.ts'
import { inspectImage } from '../../src/measure/inspect/inspect-image.ts'
import { measuredImage } from '../../src/measure/measure-image.ts'
import { imageDiffSchema, measuredSchema } from '../../src/report/image-schemas.ts'
import { nothingFirst } from '../../src/report/first-steps.ts'
import { diffedComment } from '../../src/report/markdown/diffed.ts'
import { renderImageDiff } from '../../src/report/terminal/image-diff.ts'
import { renderMeasured } from '../../src/report/terminal/measure.ts'
import { createStyle } from '../../src/report/terminal/style.ts'
import { type ImageFixture, imageArchive, streamOf } from '../image/image-fixture.ts'

const style = createStyle({ color: false, unicode: true, width: 80 })
const big = (path: string, size: number, more: Partial<TarInput> = {}): TarInput => ({
  path,
  content: Buffer.alloc(size, path),
  ...more,
})

const before: ImageFixture = {
  config: { User: 'node', Entrypoint: ['node'], Cmd: ['server.js'], Healthcheck: { Test: ['CMD', 'true'] } },
  layers: [
    {
      createdBy: 'debian.sh',
      comment: 'Imported from -',
      files: [big('usr/bin/bash', 1_200_000, { mode: 0o755 }), big('etc/os-release', 300)],
    },
    {
      createdBy:
        'RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends build-essential python3 git curl # buildkit',
      comment: 'buildkit.dockerfile.v0',
      files: [
        big('var/lib/apt/lists/a', 800_000),
        big('root/.npm/_cacache/x', 2_000_000),
        big(`app/node_modules/${'very-long-package-name/'.repeat(6)}index.js`, 400_000),
        { path: 'root/.ssh/id_rsa', content: '-----BEGIN PRIVATE KEY-----' },
        { path: 'usr/bin/\u001b[31mred', content: 'x'.repeat(500_000) },
      ],
    },
    {
      createdBy: 'RUN chown -R node /app # buildkit',
      comment: 'buildkit.dockerfile.v0',
      files: [big(`app/node_modules/${'very-long-package-name/'.repeat(6)}index.js`, 400_000, { uid: 1000 })],
    },
  ],
}
const open = async (image: ImageFixture) =>
  await inspectImage({ kind: 'stream', chunks: streamOf(imageArchive(image), 65_536) })

test('what is measured fits 80 columns, names the culprit, and lets no escape sequence through', async () => {
  const text = renderMeasured(measuredImage('registry.example.com/team/app:1', await open(before)), style)
  expect(text.split('\n').filter(line => line.length > 80)).toEqual([])
  expect(text).not.toContain('\u001b')
  expect(text).toContain('\\x1b[31mred')
  expect(text).toContain('base image, at least: 1.20 MB of it')
  expect(text).toMatch(/Waste {2}3\.20 MB in the own layers/)
  expect(text).toMatch(
    /2\.00 MB {2}npm cache, 1 file\n.*\/root\/\.npm\/_cacache\/x\n.*layer 1: RUN apt-get update/,
  )
  expect(text).toMatch(/400 kB {2}same content again/)
  expect(text).toMatch(/Looks like secrets\n \/root\/\.ssh\/id_rsa/)
  expect(text).toContain(' starts            node server.js')
  // What is urgent stands before all figures.
  expect(text).toMatch(
    /To do first\n 1 Replace the secret in \/root\/\.ssh\/id_rsa[^]*\n 2 Save 2\.00 MB in layer 1[^]*\n +# +pull/,
  )
})

test('what differs fits 80 columns and says who grew', async () => {
  const after: ImageFixture = {
    ...before,
    layers: [
      ...before.layers,
      { createdBy: 'COPY data /data # buildkit', files: [big('data/model.bin', 3_000_000)] },
    ],
  }
  const text = renderImageDiff(
    diffImages({ name: 'app:main', image: await open(before) }, { name: 'app:pr', image: await open(after) }),
    style,
  )
  expect(text.split('\n').filter(line => line.length > 80)).toEqual([])
  expect(text).toMatch(/unpacked +5\.30 MB +8\.30 MB +\+3\.00 MB/)
  expect(text).toMatch(/Where growth comes from\n +\+3\.00 MB {2}COPY data \/data\n +\/data\/model\.bin/)
  expect(text).toMatch(/\+ +\+3\.00 MB {2}COPY data/)
})

test('bytes that the new layers hide are told as growth, and are in no file', async () => {
  const after: ImageFixture = {
    ...before,
    layers: [
      ...before.layers,
      { createdBy: 'RUN make # buildkit', files: [big('tmp/build', 2_000_000)] },
      { createdBy: 'RUN rm /tmp/build # buildkit', files: [{ path: 'tmp/.wh.build' }] },
    ],
  }
  const diff = diffImages(
    { name: 'app:main', image: await open(before) },
    { name: 'app:pr', image: await open(after) },
  )
  const text = renderImageDiff(diff, style)
  expect(text.split('\n').filter(line => line.length > 80)).toEqual([])
  expect(text).toMatch(/unpacked .* \+2\.00 MB +\+38 %/)
  expect(text).toMatch(/ hidden by later layers +\+2\.00 MB\n/)
  expect(text).toContain('+2.00 MB  files that later layers delete or replace')
  expect(diffedComment(diff)).toContain('**+2.00 MB** files that later layers delete or replace')
})

test('a file that looks like a secret is told by diff where it is new, in each form', async () => {
  const key = { path: 'app/id_rsa', content: '-----BEGIN PRIVATE KEY-----' }
  const after: ImageFixture = { ...before, layers: [...before.layers, { files: [key] }] }
  const [old, now] = [await open(before), await open(after)]
  const diff = diffImages({ name: 'app:main', image: old }, { name: 'app:pr', image: now })
  expect(diff.secrets.map(({ path }) => path)).toEqual(['/app/id_rsa'])
  expect(renderImageDiff(diff, style)).toContain('New, and looks like a secret\n /app/id_rsa\n')
  expect(diffedComment(diff)).toContain(
    '**New, and looks like a secret**\n\n- `/app/id_rsa`: SSH private key',
  )
  const back = diffImages({ name: 'app:pr', image: now }, { name: 'app:main', image: old })
  expect(back.secrets).toEqual([])
})

test('an image with nothing to do says so first', async () => {
  const image = await open({ layers: [{ files: [big('app/server', 1000)] }] })
  const lines = renderMeasured(measuredImage('app', image), style).split('\n')
  expect(lines[4]).toBe(nothingFirst)
})

const printed = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const published = (name: string) => readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8')

test('what --json prints fits the published schemas, and no part is missing in them', async () => {
  const image = await open(before)
  const measured = printed(measuredImage('app', image))
  // Valibot drops what a schema does not name.
  expect(v.parse(measuredSchema, measured)).toEqual(measured)
  const other: ImageFixture = { layers: [{ files: [big('etc/os-release', 400)] }] }
  const diff = printed(diffImages({ name: 'a', image }, { name: 'b', image: await open(other) }))
  expect(v.parse(imageDiffSchema, diff)).toEqual(diff)
})

test('the published schemas are those of the code', () => {
  expect(published('measure.schema.json')).toBe(measuredJsonSchema())
  expect(published('measure-no-contents.schema.json')).toBe(outlinedJsonSchema())
  expect(published('diff.schema.json')).toBe(imageDiffJsonSchema())
})
