import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { run } from '../../../src/cli/run.ts'
import { connectionTrouble } from '../../../src/engines/registry/trouble.ts'
import type { ImageFixture } from '../../image/image-fixture.ts'
import { fakeIo } from '../../support/fake-io.ts'
import { type Authority, type Certificate, makeAuthority } from './certificate.ts'
import { answerError, type FakeRegistry, startRegistry, withToken } from './fake-registry.ts'

const app: ImageFixture = { layers: [{ files: [{ path: 'app', content: 'a' }], compression: 'gzip' }] }
const basic = `Basic ${Buffer.from('ann:s3cret').toString('base64')}`
/** Leads to this machine, and is none of the names that are spoken to without encryption. */
const ELSEWHERE = '0.0.0.0'
let authority: Authority
let server: Certificate
let registry: FakeRegistry
let home = ''
const open: FakeRegistry[] = []

beforeAll(() => {
  authority = makeAuthority()
  server = authority.issue(ELSEWHERE)
})

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'laststage-https-'))
  registry = await start()
  registry.push('team/app', 'latest', app)
})

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
  rmSync(home, { recursive: true, force: true })
})

async function start(options: Partial<Parameters<typeof startRegistry>[0]> = {}): Promise<FakeRegistry> {
  const started = await startRegistry({ address: ELSEWHERE, ...server, ...options })
  open.push(started)
  return started
}

async function measure(host = registry.host): Promise<{ code: number; stderr: string }> {
  const io = fakeIo({ cwd: home, env: { HOME: home, DOCKER_CONFIG: home } })
  const code = await run(['measure', `docker://${host}/team/app`], io)
  return { code, stderr: io.err() }
}

/** Puts files where Docker looks for those of a registry. */
function certificates(host: string, files: Readonly<Record<string, string>>): void {
  const folder = join(home, '.config/docker/certs.d', host)
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
}

function logIn(): void {
  const auths = { [registry.host]: { auth: basic.slice(6) } }
  writeFileSync(join(home, 'config.json'), JSON.stringify({ auths }))
}

const redirected = (target: string) => (from: FakeRegistry) =>
  from.handlers.push((request, response) => {
    if (request.url?.includes('/blobs/') !== true) return false
    response.writeHead(307, { location: `${target}${request.url}` }).end()
    return true
  })

test('a certificate that nobody vouches for is refused, and the hint says where to put its authority', async () => {
  const { code, stderr } = await measure()
  expect(code).toBe(1)
  expect(stderr).toContain(`the certificate of ${registry.host} is not trusted`)
  expect(stderr).toContain(`certs.d/${registry.host}/ca.crt`)
  expect(registry.seen).toEqual([])
})

test('an authority in certs.d holds for its registry, and for no other', async () => {
  certificates('0.0.0.0:1', { 'ca.crt': authority.cert })
  expect((await measure()).code).toBe(1)
  certificates(registry.host, { 'ca.crt': authority.cert })
  expect(await measure()).toEqual({ code: 0, stderr: '' })
})

test('NODE_EXTRA_CA_CERTS holds for every registry', async () => {
  const file = join(home, 'ca.pem')
  writeFileSync(file, authority.cert)
  const bin = join(import.meta.dirname, '../../../src/cli/bin.ts')
  const env = { PATH: process.env['PATH'], HOME: home, NODE_EXTRA_CA_CERTS: file }
  const args = [bin, 'measure', `docker://${registry.host}/team/app`, '--json']
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  expect(JSON.parse(stdout)).toMatchObject({ size: { unpacked: 1 } })
})

test("the registry's authority holds for its token server, which gets the credentials", async () => {
  certificates(registry.host, { 'ca.crt': authority.cert })
  logIn()
  const tokens = await start()
  const given = withToken(request => request.headers.authorization === basic)
  tokens.handlers.push(given)
  registry.handlers.push((request, response) => given(request, response, `https://${tokens.host}`))
  expect(await measure()).toEqual({ code: 0, stderr: '' })
  expect(tokens.seen.map(one => one.authorization)).toEqual([basic])
  expect(registry.seen.some(one => one.authorization === basic)).toBe(false)
})

test('a token server without encryption gets nothing', async () => {
  certificates(registry.host, { 'ca.crt': authority.cert })
  logIn()
  const tokens = await startRegistry()
  open.push(tokens)
  registry.handlers.push((_, response) => {
    response.setHeader('www-authenticate', `Bearer realm="http://${tokens.host}/token"`)
    return answerError(response, 401, 'UNAUTHORIZED', 'authentication required')
  })
  const { code, stderr } = await measure()
  expect(code).toBe(1)
  expect(stderr).toContain('names a token server that is refused')
  expect(tokens.seen).toEqual([])
})

test('blobs elsewhere are fetched without authorization and without the client’s certificate', async () => {
  const asked = { requestCert: true, rejectUnauthorized: false, ca: authority.cert }
  const guarded = await start(asked)
  const store = await start(asked)
  guarded.push('team/app', 'latest', app)
  for (const [name, bytes] of guarded.blobs) store.blobs.set(name, bytes)
  redirected(`https://${store.host}`)(guarded)
  const client = authority.issue('10.0.0.1')
  certificates(guarded.host, {
    'ca.crt': authority.cert,
    'client.cert': client.cert,
    'client.key': client.key,
  })
  guarded.handlers.unshift(withToken(() => true))
  expect(await measure(guarded.host)).toEqual({ code: 0, stderr: '' })
  expect(new Set(guarded.seen.map(one => one.client))).toEqual(new Set(['10.0.0.1']))
  expect(store.seen).toHaveLength(2)
  expect(new Set(store.seen.map(one => one.client ?? one.authorization))).toEqual(new Set([undefined]))
})

test('a redirect from an encrypted registry to an open store is refused', async () => {
  certificates(registry.host, { 'ca.crt': authority.cert })
  const store = await startRegistry()
  open.push(store)
  redirected(`http://${store.host}`)(registry)
  const { code, stderr } = await measure()
  expect(code).toBe(1)
  expect(stderr).toContain('redirects to an address that is refused')
  expect(store.seen).toEqual([])
})

test('a registry that wants to know its clients is shown the certificate, which needs a key', async () => {
  const strict = await start({ requestCert: true, rejectUnauthorized: true, ca: authority.cert })
  strict.push('team/app', 'latest', app)
  const client = authority.issue('10.0.0.1')
  certificates(strict.host, { 'ca.crt': authority.cert, 'client.cert': client.cert })
  const keyless = await measure(strict.host)
  expect(keyless.code).toBe(2)
  expect(keyless.stderr).toContain('client.cert has no client.key beside it')
  certificates(strict.host, { 'client.key': client.key })
  expect(await measure(strict.host)).toEqual({ code: 0, stderr: '' })
})

test('what a server says of a certificate that it misses is told as that', () => {
  const cause = Object.assign(new Error(), { code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' })
  expect(connectionTrouble('r:5000', cause)).toMatchObject({
    message: expect.stringContaining('r:5000 wants a certificate of its clients'),
    hint: expect.stringContaining('certs.d/r:5000/client.cert'),
  })
})

test('on this machine a registry is spoken to by HTTPS where it wants it, whoever vouches for it', async () => {
  const local = await start({ address: '127.0.0.1' })
  local.push('team/app', 'latest', app)
  expect(await measure(local.host)).toEqual({ code: 0, stderr: '' })
})
