import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keptLayers } from '../../src/cli/images/kept-layers.ts'
import { run } from '../../src/cli/run.ts'
import { startRegistry } from '../engines/registry/fake-registry.ts'
import { archiveOf, imageArchive, type ImageFixture, imageFiles } from '../image/image-fixture.ts'
import { fakeIo } from '../support/fake-io.ts'

/** Bytes that don't compress, so that the layers are worth keeping. */
const noise = Buffer.concat(
  Array.from({ length: 2500 }, (_, at) => createHash('sha256').update(`${at}`).digest()),
)
const base = {
  files: [
    { path: 'usr/lib/noise', content: noise },
    { path: 'etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\n' },
    { path: 'root/.npmrc', content: '//r/:_authToken=abcdefgh' },
  ],
  compression: 'gzip' as const,
}
const raw = { files: [{ path: 'app/noise', content: noise.toReversed() }, { path: 'usr/lib/.wh.gone' }] }
const image: ImageFixture = { layers: [base, raw] }

let folder = ''
let store = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laststage-kept-'))
  store = join(folder, 'cache/layers/source')
  writeFileSync(join(folder, 'image.tar'), imageArchive(image))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function measure(name = 'image.tar', ...more: string[]): Promise<{ code: number; stdout: string }> {
  const io = fakeIo({
    cwd: folder,
    env: { LASTSTAGE_CACHE_DIR: join(folder, 'cache'), DOCKER_CONFIG: folder },
  })
  const code = await run(['measure', name, '--json', ...more], io)
  return { code, stdout: code === 0 ? io.out() : io.err() }
}

const kept = (): string[] => readdirSync(store).map(name => join(store, name))

test('a second look at an image tells the same, from files that are the user’s alone', async () => {
  const first = await measure()
  expect(first.code).toBe(0)
  expect(kept()).toHaveLength(2)
  expect(await measure()).toEqual(first)
  expect(await measure('image.tar', '--no-cache')).toEqual(first)
  expect(JSON.parse(first.stdout)).toMatchObject({ secrets: [{ why: 'npm token' }] })
  for (const file of kept()) expect(readFileSync(file).includes('abcdefgh')).toBe(false)
})

test('a registry is not asked for layers that are known', async () => {
  const registry = await startRegistry()
  try {
    registry.push('team/app', 'latest', image)
    const name = `docker://${registry.host}/team/app`
    const first = await measure(name)
    expect(first.code).toBe(0)
    registry.seen.length = 0
    expect(await measure(name)).toEqual(first)
    // The configuration alone.
    expect(registry.seen.filter(one => one.path.includes('/blobs/'))).toHaveLength(1)
    registry.seen.length = 0
    expect(await measure(name, '--no-cache')).toEqual(first)
    expect(registry.seen.filter(one => one.path.includes('/blobs/'))).toHaveLength(3)
  } finally {
    await registry.close()
  }
})

test('a known layer’s bytes are held against its digest all the same', async () => {
  await measure()
  const files = imageFiles(image)
  const [path = '', bytes = Buffer.alloc(0)] = [...files].find(([, one]) => one[0] === 0x1f) ?? []
  const changed = Buffer.from(bytes)
  // The time in gzip's header: it unpacks to the same.
  changed[4] = 1
  writeFileSync(join(folder, 'image.tar'), archiveOf(files.set(path, changed)))
  const { code, stdout } = await measure()
  expect(code).toBe(2)
  expect(stdout).toContain('does not have the digest')
})

test('what was damaged, cut, or is another layer’s counts for nothing', async () => {
  const first = await measure()
  const [one = '', other = ''] = kept()
  const whole = readFileSync(one)
  const damaged = Buffer.from(whole)
  damaged[whole.length - 1] = damaged[whole.length - 1] === 0 ? 1 : 0
  for (const bytes of [damaged, whole.subarray(0, -9), whole.subarray(0, 20), Buffer.alloc(0)]) {
    writeFileSync(one, bytes)
    expect(await measure()).toEqual(first)
    expect(readFileSync(one)).toEqual(whole)
  }
  renameSync(other, one)
  expect(await measure()).toEqual(first)
  expect(kept()).toHaveLength(2)
})

test('what another build kept is removed, and nothing else', async () => {
  for (const name of ['0.0.1-0123456789abcdef', 'photos'])
    mkdirSync(join(folder, 'cache/layers', name), { recursive: true })
  writeFileSync(join(folder, 'cache/mine'), '')
  await measure()
  expect(readdirSync(join(folder, 'cache/layers'))).toEqual(['photos', 'source'])
  expect(readdirSync(join(folder, 'cache'))).toEqual(['layers', 'mine'])
})

test('where nothing can be kept, the answer is the same', async () => {
  writeFileSync(join(folder, 'cache'), 'a file')
  const without = await measure()
  expect(without.code).toBe(0)
  rmSync(join(folder, 'cache'))
  expect(await measure()).toEqual(without)
})

test('an empty setting, no home and a source checkout keep nothing', async () => {
  expect(await keptLayers({ LASTSTAGE_CACHE_DIR: '', HOME: folder })).toBeUndefined()
  expect(await keptLayers({})).toBeUndefined()
  expect(await keptLayers({ HOME: folder })).toBeUndefined()
})

test('the folder is bounded: what was asked for longest ago goes first', async () => {
  await measure()
  const layers = await keptLayers({ LASTSTAGE_CACHE_DIR: join(folder, 'cache') }, 1000)
  mkdirSync(store, { recursive: true })
  writeFileSync(join(store, 'sha256-old'), Buffer.alloc(2000))
  const digest = (kept()[0] ?? '').replace(/.*sha256-/, 'sha256:')
  const layer = await layers?.get(digest)
  if (layer) await layers?.set(layer)
  expect(layer?.digest).toBe(digest)
  expect(readdirSync(store).length).toBeLessThan(3)
  expect(readdirSync(store)).not.toContain('sha256-old')
})
