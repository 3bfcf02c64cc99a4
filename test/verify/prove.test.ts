import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import type { Change } from '../../src/model/change.ts'
import { formatVerdict } from '../../src/verify/format-verdict.ts'
import { observeOriginal, prove } from '../../src/verify/prove.ts'
import type { Basis, Verdict } from '../../src/verify/verdict.ts'
import { type StubImage, stubEngine } from './stub-engine.ts'

type Page = { readonly status?: number; readonly type?: string; readonly body: string }

/** Answers by path; anything else is 404, or the fallback page. */
function site(pages: Readonly<Record<string, Page>>, fallback?: string): RequestListener {
  return (message, response) => {
    const path = message.url ?? '/'
    const page = pages[path] ??
      pages[fallback ?? ''] ?? { status: 404, type: 'text/plain', body: 'not found' }
    response.writeHead(page.status ?? 200, { 'content-type': page.type ?? 'text/html; charset=utf-8' })
    response.end(page.body)
  }
}

const shop: Readonly<Record<string, Page>> = {
  '/': {
    body: '<link rel="stylesheet" href="/app.css"><script type="module" src="/app.js"></script><a href="/about">about</a>',
  },
  '/about': { body: '<h1>About</h1>' },
  '/app.css': { type: 'text/css', body: 'body { background: url(/bg.png) }' },
  '/app.js': { type: 'text/javascript', body: 'import("./lazy.js")' },
  '/lazy.js': { type: 'text/javascript', body: 'export const lazy = 1' },
  '/bg.png': { type: 'image/png', body: 'not really a picture' },
}

const exposed = { exposedPorts: ['8080/tcp'] }
const shopImage: StubImage = { config: exposed, serve: () => site(shop) }

interface Options {
  readonly config?: Config
  readonly basis?: Basis
  readonly changes?: readonly Change[]
  readonly readyMs?: number
}

async function verdictOf(original: StubImage, candidate: StubImage, options: Options = {}): Promise<Verdict> {
  const engine = stubEngine({ original, candidate })
  const { config = {}, basis = 'probes', changes = [], readyMs = 15_000 } = options
  const limits = { readyMs }
  const reference = await observeOriginal({ engine, image: 'original', config, limits })
  const { verdict } = await prove({
    engine,
    reference,
    candidate: 'candidate',
    basis,
    config,
    changes,
    limits,
  })
  expect(engine.left(), 'containers and volumes left behind').toBe(0)
  return verdict
}

test('a site that answers alike is equivalent, every asset fetched', async () => {
  const verdict = await verdictOf(shopImage, shopImage)
  expect(verdict).toMatchObject({ kind: 'equivalent', differences: [], reasons: [] })
  expect(formatVerdict(verdict)).toBe('equivalent (2 probes, 4 assets, SIGTERM)')
  expect(verdict.coverage.observations).toBe(4)
})

test('an asset answered with the fallback page is different', async () => {
  const { '/lazy.js': _, ...broken } = shop
  const verdict = await verdictOf(shopImage, { config: exposed, serve: () => site(broken, '/') })
  expect(verdict.kind).toBe('different')
  expect(verdict.differences).toContainEqual({
    probe: 'GET /lazy.js',
    what: 'content-type',
    original: 'text/javascript',
    candidate: 'text/html; charset=utf-8',
  })
})

test('a candidate that cannot start is different, and says why', async () => {
  const verdict = await verdictOf(shopImage, { config: exposed, cannotStart: 'exec /app: no such file' })
  expect(verdict.kind).toBe('different')
  expect(verdict.differences[0]).toMatchObject({
    what: 'start',
    candidate: 'could not be started: exec /app: no such file',
  })
})

test('a candidate that crashes under the probes is different', async () => {
  const verdict = await verdictOf(shopImage, { ...shopImage, crashAfter: { requests: 3, exitCode: 139 } })
  expect(verdict.kind).toBe('different')
})

test('an original that never answers is no reference', async () => {
  const verdict = await verdictOf({ config: exposed }, shopImage, { readyMs: 200 })
  expect(verdict.kind).toBe('inconclusive')
  expect(verdict.reasons.join()).toContain('neither ended nor answered on port 8080')
})

test('only / reached is inconclusive, unless / is what was declared', async () => {
  const small: StubImage = { config: exposed, serve: () => site({ '/': { body: '<h1>hello</h1>' } }) }
  const verdict = await verdictOf(small, small)
  expect(verdict.kind).toBe('inconclusive')
  expect(verdict.reasons.join()).toContain('only / was reached; declare')
  const declared = await verdictOf(small, small, { config: { http: [{ method: 'GET', path: '/' }] } })
  expect(declared.kind).toBe('equivalent')
})

const proved = async (image: StubImage, inSources: NonNullable<Config['inSources']>): Promise<Verdict> =>
  verdictOf(image, image, { config: { inSources } })

test('only / reached is enough where the sources name nothing else, and that is so', async () => {
  const small: StubImage = { config: exposed, serve: () => site({ '/': { body: '<h1>hello</h1>' } }) }
  const whole = { paths: ['/'], all: true, everyPath: false, ports: [] }
  expect(await proved(small, whole)).toMatchObject({ kind: 'equivalent', coverage: { probes: 1 } })
  expect((await proved(small, { ...whole, all: false })).kind).toBe('inconclusive')
  expect((await proved(small, { ...whole, paths: ['/', '/gone'] })).kind).toBe('inconclusive')
  const alike: StubImage = { config: exposed, serve: () => site({ '/': { body: 'hello' } }, '/') }
  expect((await proved(alike, whole)).reasons.join()).toContain('every path is answered alike')
  expect(await proved(alike, { ...whole, everyPath: true, ports: [] })).toMatchObject({ kind: 'equivalent' })
})

test('the routes that the sources name are asked, but those that end the app', async () => {
  const image: StubImage = {
    config: exposed,
    serve: () => site({ '/': { body: 'hello' }, '/health': { body: 'ok' }, '/shutdown': { body: 'bye' } }),
  }
  const inSources = { paths: ['/health', '/shutdown'], all: false, everyPath: false, ports: [] }
  expect(await proved(image, inSources)).toMatchObject({ kind: 'equivalent', coverage: { probes: 2 } })
})

test('a server that answers every path alike proves nothing', async () => {
  const page = { '/': { body: '<a href="/one">1</a><a href="/two">2</a>' } }
  const image: StubImage = { config: exposed, serve: () => site(page, '/') }
  const verdict = await verdictOf(image, image)
  expect(verdict.kind).toBe('inconclusive')
  expect(verdict.reasons.join()).toContain('every path is answered alike')
})

test('a program that ends is compared by its output, errors and exit code', async () => {
  const config: Config = { exec: [{ args: ['--name', 'Ada'] }, { args: ['--fail'] }] }
  const hello: StubImage = {
    run: ({ args = [] }) =>
      args.includes('--fail')
        ? { exitCode: 3, stderr: 'failed as asked\n' }
        : { exitCode: 0, stdout: `Hello, ${args[1]}\n` },
  }
  const same = await verdictOf(hello, hello, { config })
  expect(formatVerdict(same)).toBe('equivalent (2 runs)')
  const wrongExit = await verdictOf(
    hello,
    { run: () => ({ exitCode: 1, stdout: 'Hello, Ada\n' }) },
    { config },
  )
  expect(wrongExit.differences).toContainEqual({
    probe: 'run --fail',
    what: 'exit code',
    original: '3',
    candidate: '1',
  })
})

test('a base image without a command of its own is told as such', async () => {
  const bare: StubImage = { config: { entrypoint: [], cmd: ['/bin/bash'] }, run: () => ({ exitCode: 0 }) }
  const { kind, reasons } = await verdictOf(bare, bare)
  expect(kind).toBe('inconclusive')
  expect(reasons).toEqual([expect.stringContaining('no command of its own but `/bin/bash`')])
})

test('an original that misses another system is told what to declare', async () => {
  const lonely: StubImage = {
    config: exposed,
    run: () => ({ exitCode: 1, stderr: 'getaddrinfo ENOTFOUND db\n' }),
  }
  expect((await verdictOf(lonely, shopImage)).reasons.join()).toContain(
    'declare `services: { db: { image: postgres:16 } }` in laststage.yaml',
  )
})

test('the verdict says how wide the requests went', async () => {
  const { coverage } = await verdictOf(shopImage, shopImage)
  expect(coverage).toMatchObject({ routes: 6, statuses: { '2xx': 6 } })
})

test('a run that fails or says nothing is too little by itself', async () => {
  const crashes: StubImage = { run: () => ({ exitCode: 1, stderr: 'DATABASE_URL is not set' }) }
  expect((await verdictOf(crashes, crashes)).reasons.join()).toContain('ends with exit code 1')
  const silent: StubImage = { run: () => ({ exitCode: 0 }) }
  expect((await verdictOf(silent, silent)).reasons.join()).toContain('it printed nothing')
})

test('ignoring SIGTERM where the original obeyed is different', async () => {
  const verdict = await verdictOf(shopImage, { ...shopImage, onStop: () => undefined })
  expect(verdict.differences).toEqual([
    { probe: 'SIGTERM', what: 'stop', original: 'ends with 143', candidate: 'ignores it and is killed' },
  ])
  const better = await verdictOf({ ...shopImage, onStop: () => undefined }, shopImage)
  expect(better.kind).toBe('equivalent')
})

test('what differs on one of two runs of the candidate is a flake, not a difference', async () => {
  const flaky: StubImage = { ...shopImage, onStop: run => (run === 1 ? 1 : 143) }
  const verdict = await verdictOf(shopImage, flaky)
  expect(verdict.kind).toBe('inconclusive')
  expect(verdict.reasons.join()).toContain('differed on one of two runs')
})

test('another user counts, unless a change names it', async () => {
  const other: StubImage = { ...shopImage, config: { ...exposed, user: '65532' } }
  const change: Change = {
    id: 'non-root-user',
    title: 'Run as a user without rights',
    because: 'nothing is written',
    evidence: [],
    applicability: 'needs-verification',
  }
  expect((await verdictOf(shopImage, other)).differences).toEqual([
    { probe: 'user', what: 'user', original: '0', candidate: '65532' },
  ])
  expect((await verdictOf(shopImage, other, { changes: [change] })).kind).toBe('equivalent')
})

test('a contract is judged by what is declared, and by its assets', async () => {
  const devServer: StubImage = { config: exposed, serve: () => site({ '/': { body: 'dev' } }, '/') }
  const config: Config = {
    http: [{ method: 'GET', path: '/about', expect: { status: 200, contains: 'About' } }],
  }
  const met = await verdictOf(devServer, shopImage, { basis: 'contract', config })
  expect(met).toMatchObject({ kind: 'equivalent', basis: 'contract', differences: [] })
  expect(met.coverage).toMatchObject({ probes: 1, assets: 4 })
  const { '/app.css': _, ...broken } = shop
  const unmet = await verdictOf(
    devServer,
    { config: exposed, serve: () => site(broken, '/') },
    { basis: 'contract', config },
  )
  expect(unmet.kind).toBe('different')
  expect(unmet.differences.map(({ probe, what }) => `${probe}: ${what}`)).toEqual([
    'GET /app.css: asset content-type',
    'GET /laststage-no-such-file-7f3a91.js: missing asset',
  ])
})

test('an asset that the original lacks too is named, and not held against the candidate', async () => {
  const page = { '/': { body: '<link rel="icon" href="/lost.ico"><script src="/app.js"></script>' } }
  const image: StubImage = {
    config: exposed,
    serve: () => site({ ...page, '/app.js': { type: 'text/javascript', body: 'start()' } }),
  }
  const config: Config = {
    http: [
      { method: 'GET', path: '/', expect: { contains: 'app.js' } },
      { method: 'GET', path: '/health' },
    ],
  }
  const verdict = await verdictOf(image, image, { basis: 'contract', config })
  expect(verdict.kind).toBe('equivalent')
  expect(verdict.notes).toEqual([
    'GET /lost.ico is broken in the original too: status 404',
    'GET /health has no `expect:` and was not judged',
  ])
})

test('a declared asset is one that has to be there', async () => {
  const devServer: StubImage = { config: exposed, serve: () => site(shop, '/') }
  const config: Config = {
    http: [
      { method: 'GET', path: '/about', expect: { status: 200 } },
      { method: 'GET', path: '/app.js' },
    ],
  }
  const { '/app.js': _, ...broken } = shop
  const candidate: StubImage = { config: exposed, serve: () => site(broken) }
  const verdict = await verdictOf(devServer, candidate, { basis: 'contract', config })
  expect(verdict.differences).toEqual([
    { probe: 'GET /app.js', what: 'asset', original: 'named by laststage.yaml', candidate: 'status 404' },
  ])
})

test('a contract without an expectation chooses nothing', async () => {
  const verdict = await verdictOf(shopImage, shopImage, { basis: 'contract' })
  expect(verdict.kind).toBe('inconclusive')
  expect(verdict.reasons.join()).toContain('declare it under `http:`')
})
