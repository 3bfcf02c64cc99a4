import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '../../../src/cli/run.ts'
import { refusal } from '../../../src/engines/registry/trouble.ts'
import { outlinedSchema } from '../../../src/report/image-schemas.ts'
import type { ImageFixture } from '../../image/image-fixture.ts'
import { fakeIo } from '../../support/fake-io.ts'
import { answerError, type FakeRegistry, OCI_INDEX, startRegistry, withToken } from './fake-registry.ts'

const app: ImageFixture = {
  layers: [
    { files: [{ path: 'etc/base', content: 'b'.repeat(100) }], compression: 'gzip' },
    { files: [{ path: 'app', content: 'a'.repeat(50) }], compression: 'gzip', createdBy: 'COPY app /app' },
  ],
}
const layerPath = /\/blobs\//
let registry: FakeRegistry
let folder = ''

beforeEach(async () => {
  registry = await startRegistry()
  folder = mkdtempSync(join(tmpdir(), 'laststage-registry-'))
})

afterEach(async () => {
  await registry.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the command against the registry; `HOST` in its arguments is the registry's. */
async function laststage(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { DOCKER_CONFIG: folder, PATH: `${folder}${delimiter}${process.env['PATH']}` }
  const io = fakeIo({ cwd: folder, env })
  const code = await run(
    args.map(arg => arg.replace('HOST', registry.host)),
    io,
  )
  return { code, stdout: io.out(), stderr: io.err() }
}

const measure = async (...more: string[]) => await laststage('measure', 'docker://HOST/team/app', ...more)

function dockerConfig(config: unknown): void {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
}

function helper(name: string, script: string): void {
  writeFileSync(join(folder, `docker-credential-${name}`), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, `docker-credential-${name}`), 0o755)
}

const basic = `Basic ${Buffer.from('ann:s3:cret').toString('base64')}`

test('an image is measured straight from its registry, each layer fetched once', async () => {
  registry.push('team/app', 'latest', app)
  const { code, stdout, stderr } = await measure('--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({
    size: { unpacked: 150, layers: 2, files: 2 },
    layers: [{ compression: 'gzip' }, { instruction: 'COPY app /app' }],
  })
  const paths = registry.seen.map(one => one.path)
  expect(paths[0]).toBe('/v2/team/app/manifests/latest')
  expect(paths.filter(path => layerPath.test(path))).toHaveLength(3)
  expect(new Set(paths).size).toBe(paths.length)
})

test('diff takes one image of a registry and one of a file', async () => {
  registry.push('team/app', '2', { layers: app.layers.slice(0, 1) })
  const manifest = registry.push('team/app', '1', app)
  const { code, stdout } = await laststage(
    'diff',
    'docker://HOST/team/app:2',
    `docker://HOST/team/app@${manifest}`,
    '--json',
  )
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ summary: { added: { files: 1, delta: 50 } } })
})

test('a challenge is answered with an anonymous token', async () => {
  registry.push('team/app', 'latest', app)
  registry.handlers.push(withToken(request => request.headers.authorization === undefined))
  expect(await measure()).toMatchObject({ code: 0, stderr: '' })
  const token = registry.seen.find(one => one.path.startsWith('/token'))
  expect(token?.path).toBe('/token?scope=repository%3Ateam%2Fapp%3Apull&service=fake')
  expect(registry.seen.filter(one => one.path.startsWith('/token'))).toHaveLength(1)
})

test('credentials of docker login go to the token server of that registry', async () => {
  registry.push('team/app', 'latest', app)
  registry.handlers.push(withToken(request => request.headers.authorization === basic))
  const other = { 'registry.example.com': { auth: Buffer.from('eve:other').toString('base64') } }
  dockerConfig({ auths: { ...other, [`http://${registry.host}/v1/`]: { auth: basic.slice(6) } } })
  expect(await measure()).toMatchObject({ code: 0, stderr: '' })
  expect(registry.seen.some(one => one.authorization?.includes('eve') === true)).toBe(false)
})

test('Basic is answered with Basic', async () => {
  registry.push('team/app', 'latest', app)
  registry.handlers.push((request, response) => {
    if (request.headers.authorization === basic) return false
    response.setHeader('www-authenticate', 'Basic realm="fake"')
    return answerError(response, 401, 'UNAUTHORIZED', 'authentication required')
  })
  dockerConfig({ auths: { [registry.host]: { auth: basic.slice(6) } } })
  expect(await measure()).toMatchObject({ code: 0, stderr: '' })
})

test.runIf(process.platform !== 'win32')('a credential helper is asked for this registry alone', async () => {
  registry.push('team/app', 'latest', app)
  registry.handlers.push(withToken(request => request.headers.authorization === basic))
  helper('mine', `cat >'${folder}/asked'; echo '{"Username":"ann","Secret":"s3:cret"}'`)
  helper('store', 'exit 3')
  dockerConfig({ credsStore: 'store', credHelpers: { [registry.host]: 'mine', 'ghcr.io': 'store' } })
  expect(await measure()).toMatchObject({ code: 0, stderr: '' })
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe(registry.host)
})

test.runIf(process.platform !== 'win32')("a helper's token is an identity token", async () => {
  registry.push('team/app', 'latest', app)
  registry.handlers.push(withToken(request => request.method === 'POST'))
  helper('store', 'echo \'{"Username":"<token>","Secret":"refresh"}\'')
  dockerConfig({ credsStore: 'store' })
  expect(await measure()).toMatchObject({ code: 0, stderr: '' })
  const form = new URLSearchParams(registry.seen.find(one => one.method === 'POST')?.body)
  expect(Object.fromEntries(form)).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'refresh' })
})

test('a refusal says what to do, and what is wrong with the credentials', async () => {
  registry.handlers.push(withToken(() => false))
  const plain = await measure()
  expect(plain).toMatchObject({ code: 1, stdout: '' })
  expect(plain.stderr).toContain('needs another login: incorrect username or password')
  expect(plain.stderr).toContain(`docker login ${registry.host}`)
  dockerConfig({ credsStore: 'absent' })
  expect((await measure()).stderr).toContain('docker-credential-absent gave no credentials (ENOENT)')
})

test('a blob that lies elsewhere is fetched there, without the authorization', async () => {
  const store = await startRegistry()
  try {
    registry.push('team/app', 'latest', app)
    for (const [name, bytes] of registry.blobs) store.blobs.set(name, bytes)
    registry.handlers.push(
      withToken(() => true),
      (request, response) => {
        if (request.headers.authorization === undefined || !layerPath.test(request.url ?? '')) return false
        response.writeHead(307, { location: `http://${store.host}${request.url}` }).end()
        return true
      },
    )
    expect(await measure()).toMatchObject({ code: 0, stderr: '' })
    expect(store.seen).toHaveLength(3)
    expect(store.seen.every(one => one.authorization === undefined)).toBe(true)
  } finally {
    await store.close()
  }
})

test('a store that is redirected to gets no credentials, whatever it asks for', async () => {
  const store = await startRegistry()
  try {
    registry.push('team/app', 'latest', app)
    dockerConfig({ auths: { [registry.host]: { auth: basic.slice(6) } } })
    store.handlers.push((_, response) => {
      response.setHeader('www-authenticate', 'Basic realm="store"')
      return answerError(response, 401, 'UNAUTHORIZED', 'give me all')
    })
    registry.handlers.push((request, response) => {
      if (!layerPath.test(request.url ?? '')) return false
      response.writeHead(307, { location: `http://${store.host}${request.url}` }).end()
      return true
    })
    expect(await measure()).toMatchObject({ code: 1, stdout: '' })
    expect(store.seen.every(one => one.authorization === undefined)).toBe(true)
  } finally {
    await store.close()
  }
})

test('too many requests: exit code 75, and when to try again', async () => {
  registry.handlers.push((_, response) => {
    response.setHeader('retry-after', '90')
    return answerError(response, 429, 'TOOMANYREQUESTS', 'pull rate limit\u001b[31m')
  })
  const { code, stderr } = await measure()
  expect(code).toBe(75)
  expect(stderr).toBe(
    `error: ${registry.host} got too many requests: pull rate limit [31m\n  hint: Try again in 90 s.\n`,
  )
})

test('a registry may name the day, and Docker Hub is told to allow more', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  const told = (after: string | undefined) =>
    refusal({
      registry: 'docker.io',
      name: 'node',
      status: 429,
      body: Buffer.alloc(0),
      credentials: undefined,
      now,
      headers: after === undefined ? {} : { 'retry-after': after },
    }).hint
  const login = 'Docker Hub allows more after `docker login`.'
  expect(told('Thu, 01 Jan 2026 00:01:40 GMT')).toBe(`Try again in 100 s. ${login}`)
  expect(told('Wed, 31 Dec 2025 00:00:00 GMT')).toBe(`Try again in 0 s. ${login}`)
  expect(told('soon')).toBe(`Try again later. ${login}`)
  expect(told(undefined)).toBe(`Try again later. ${login}`)
})

test('absent, broken, silent and gone registries are told apart', async () => {
  expect(await measure()).toMatchObject({
    code: 1,
    stderr: `error: ${registry.host} has no image ${registry.host}/team/app:latest: manifest unknown\n`,
  })
  registry.handlers.push((_, response) => answerError(response, 503, 'UNAVAILABLE', 'later'))
  expect(await measure()).toMatchObject({ code: 75, stderr: `error: ${registry.host} answers 503: later\n` })
  await registry.close()
  const gone = await measure()
  expect(gone.code).toBe(75)
  expect(gone.stderr).toContain('does not answer: ECONNREFUSED')
})

test('a blob that breaks off is trouble of the moment', async () => {
  registry.push('team/app', 'latest', app)
  registry.handlers.push((request, response) => {
    const bytes = registry.blobs.get(request.url?.split('/').at(-1) ?? '')
    if (bytes?.[0] !== 0x1f) return false
    response.writeHead(200, { 'content-length': bytes.length })
    response.write(bytes.subarray(0, 40), () => response.destroy())
    return true
  })
  const { code, stderr } = await measure()
  expect(code).toBe(75)
  expect(stderr).toContain('broke off')
})

test('bytes of another digest, too many bytes, and too large a manifest are refused', async () => {
  const name = registry.push('team/app', 'latest', app)
  const [one = '', good = Buffer.alloc(0)] = [...registry.blobs].find(([, bytes]) => bytes[0] === 0x1f) ?? []
  const other = Buffer.from(good)
  // The time in gzip's header: it unpacks to the same.
  other[4] = 1
  registry.blobs.set(one, other)
  const wrong = await measure()
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
  expect(wrong.stderr).toContain('does not have the digest')
  registry.blobs.set(one, Buffer.concat([good, Buffer.alloc(1)]))
  expect((await measure()).stderr).toMatch(/has more than the \d+ bytes/)
  registry.put('team/app', name, 'x'.repeat(4 * 2 ** 20 + 1))
  expect((await laststage('measure', `docker://HOST/team/app@${name}`)).stderr).toContain(
    'the manifest has more',
  )
  registry.put('team/app', name, '{}')
  expect((await laststage('measure', `docker://HOST/team/app@${name}`)).stderr).toContain(
    'does not have the digest',
  )
})

test('of an index the image for the platform is taken, its variant too', async () => {
  const platforms = ['amd64', 'arm/v6', 'arm/v7']
  const manifests = platforms.map((platform, at) => {
    const [architecture, variant] = platform.split('/')
    const layers = [{ files: [{ path: 'app', content: 'x'.repeat(at + 1) }], compression: 'gzip' as const }]
    const name = registry.push('team/app', `part-${at}`, { layers })
    return { mediaType: 'any', digest: name, size: 1, platform: { os: 'linux', architecture, variant } }
  })
  registry.put('team/app', 'latest', JSON.stringify({ schemaVersion: 2, manifests }), OCI_INDEX)
  const amd64 = await measure('--platform', 'linux/amd64', '--json')
  expect(JSON.parse(amd64.stdout)).toMatchObject({ size: { unpacked: 1 } })
  const absent = await measure('--platform', 'linux/s390x')
  expect(absent).toMatchObject({ code: 2 })
  expect(absent.stderr).toContain(
    'no image for linux/s390x; there are: linux/amd64, linux/arm/v6, linux/arm/v7',
  )
})

test('an image of another platform, schema 1 and artifacts are no answer', async () => {
  registry.push('team/app', 'latest', app)
  expect((await measure('--platform', 'linux/arm64')).stderr).toContain('this one is for linux/amd64')
  registry.put('team/app', 'latest', '{"schemaVersion":1,"fsLayers":[]}')
  expect((await measure()).stderr).toContain('schema 1')
  const chart = { schemaVersion: 2, config: { mediaType: 'application/vnd.cncf.helm.config.v1+json' } }
  registry.put('team/app', 'latest', JSON.stringify(chart))
  expect((await measure()).stderr).toContain(
    'no container image, but application/vnd.cncf.helm.config.v1+json',
  )
})

test('--no-contents fetches no layer, of the base image neither', async () => {
  registry.push('team/base', 'latest', { layers: app.layers.slice(0, 1) })
  const manifest = registry.push('team/app', 'latest', app)
  const outline = await measure('--no-contents', '--base', 'docker://HOST/team/base', '--json')
  expect(outline).toMatchObject({ code: 0, stderr: '' })
  const told: unknown = JSON.parse(outline.stdout)
  expect(v.parse(outlinedSchema, told)).toEqual(told)
  const sizes = [...registry.blobs.values()].filter(bytes => bytes[0] === 0x1f).map(bytes => bytes.length)
  const [base = 0, own = 0] = sizes
  expect(told).toMatchObject({
    digest: manifest,
    platform: 'linux/amd64',
    size: { compressed: base + own, layers: 2 },
    base: { how: 'asked', layers: 1, compressed: base },
    layers: [{ base: true }, { instruction: 'COPY app /app', base: false, compressed: own }],
  })
  const fetched = registry.seen.flatMap(one => registry.blobs.get(one.path.split('/').at(-1) ?? '') ?? [])
  expect(fetched.map(bytes => bytes[0])).toEqual([0x7b, 0x7b])
  const text = await measure('--no-contents')
  expect(text.stdout).toContain('to pull, 2 layers; contents not fetched')
  expect(text.stdout).toContain('COPY app /app')
})

test('--no-contents is for registries, and gives no page', async () => {
  const local = await laststage('measure', 'node:22', '--no-contents')
  expect(local).toMatchObject({ code: 2, stdout: '' })
  expect(local.stderr).toContain('laststage measure --no-contents docker://node:22')
  expect(await measure('--no-contents', '--report', 'a.html')).toMatchObject({ code: 2, stdout: '' })
  expect(registry.seen).toEqual([])
})

test('a proxy is asked for a registry elsewhere, and not for one on this machine', async () => {
  registry.push('team/app', 'latest', app)
  const connects: string[] = []
  const proxy = createServer().on('connect', (request, socket) => {
    connects.push(request.url ?? '')
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  await new Promise<void>(done => {
    proxy.listen(0, '127.0.0.1', done)
  })
  try {
    const address = proxy.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const url = `http://127.0.0.1:${port}`
    const env = { HTTPS_PROXY: url, HTTP_PROXY: url, DOCKER_CONFIG: folder }
    const io = fakeIo({ cwd: folder, env })
    expect(await run(['measure', `docker://${registry.host}/team/app`], io)).toBe(0)
    expect(connects).toEqual([])
    expect(await run(['measure', 'docker://registry.invalid/team/app'], io)).toBe(75)
    expect(connects).toEqual(['registry.invalid:443'])
  } finally {
    proxy.closeAllConnections()
    proxy.close()
  }
})

test('a name that is none is refused before anything is asked', async () => {
  const { code, stderr } = await laststage('measure', 'docker://Team/App:')
  expect(code).toBe(2)
  expect(stderr).toContain('is not the name of an image')
})
