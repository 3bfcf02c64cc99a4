import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import type { ImageConfig } from '../../src/engines/engine.ts'
import type { Change } from '../../src/model/change.ts'
import { judge } from '../../src/verify/compare.ts'
import { type ProbePlan, planProbes } from '../../src/verify/probes.ts'
import type { HttpObservation, Observation, Verdict } from '../../src/verify/verdict.ts'

const image: ImageConfig = {
  id: 'sha256:1',
  platform: 'linux/amd64',
  env: ['PATH=/bin', 'APP_ENV=prod'],
  entrypoint: ['/app'],
  cmd: [],
  workdir: '/app',
  user: '',
  exposedPorts: ['8080/tcp'],
  volumes: [],
  labels: {},
  stopSignal: undefined,
  healthcheck: undefined,
}

const config: Config = { http: [{ method: 'GET', path: '/item' }] }
const plan: ProbePlan = planProbes(config, image)
const prose =
  'Tea is an aromatic drink that is made by pouring hot water over fresh or cured leaves. '.repeat(4)

interface Answer {
  readonly status?: number
  readonly type?: string
  readonly body?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
  readonly complete?: boolean
}

/** An answer to `GET /item`; text is UTF-8, and what is none reads as it would in a real answer. */
function answer({
  status = 200,
  type = 'text/plain; charset=utf-8',
  body = prose,
  headers = {},
  complete = true,
}: Answer = {}): HttpObservation {
  const bytes = Buffer.from(body)
  const response = {
    status,
    type,
    location: headers['location'],
    headers,
    complete,
    body: type.startsWith('image/') ? '' : bytes.toString('utf8'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  }
  return { probe: 'GET /item', method: 'GET', path: '/item', port: 8080, response, error: undefined }
}

function observed(http: HttpObservation, more: Partial<Observation> = {}): Observation {
  return {
    image,
    user: '0',
    ready: { ms: 100 },
    http: [http],
    runs: [],
    stop: { ms: 20, exitCode: 0, killed: false },
    failure: undefined,
    health: 'none',
    logs: { stdout: '', stderr: '' },
    peakMemoryBytes: undefined,
    ...more,
  }
}

function verdictOf(
  originals: readonly Observation[],
  candidate: Observation,
  using: Config = config,
): Verdict {
  const only = { ...plan, http: plan.http.filter(({ origin }) => origin === 'declared') }
  return judge({ originals, candidate, plan: only, basis: 'probes', config: using, changes: [] })
}

/** One word per case: the verdict, then what differs. */
function told(verdict: Verdict): string {
  return [verdict.kind, ...verdict.differences.map(({ what }) => what)].join(' ')
}

const same = observed(answer())

test.each<[string, readonly [Answer, Answer, Answer], Answer, string]>([
  ['the same answer', [{}, {}, {}], {}, 'equivalent'],
  ['another status', [{}, {}, {}], { status: 404 }, 'different status'],
  ['another text', [{}, {}, {}], { body: `${prose}!` }, 'different body'],
  ['another media type', [{}, {}, {}], { type: 'text/html; charset=utf-8' }, 'different content-type'],
  ['a lost charset', [{}, {}, {}], { type: 'text/plain' }, 'different content-type'],
  ['a content type written otherwise', [{}, {}, {}], { type: 'Text/Plain;charset="UTF-8"' }, 'equivalent'],
  ['a status that varies by itself', [{}, { status: 503 }, {}], {}, 'inconclusive'],
  [
    'a server that fails alike',
    [{ status: 500 }, { status: 500 }, { status: 500 }],
    { status: 500 },
    'inconclusive',
  ],
  [
    'a server that fails otherwise',
    [{ status: 500 }, { status: 500 }, { status: 500 }],
    { status: 502 },
    'different status',
  ],
  [
    'a body without end',
    [{ complete: false }, { complete: false }, { complete: false }],
    { complete: false },
    'inconclusive',
  ],
])('%s', (_, originals, candidate, expected) => {
  const verdict = verdictOf(
    originals.map(each => observed(answer(each))),
    observed(answer(candidate)),
  )
  expect(told(verdict)).toBe(expected)
})

test('a failure that is declared is an answer like any other', () => {
  const failing = observed(answer({ status: 503 }))
  const expecting: Config = { http: [{ method: 'GET', path: '/item', expect: { status: 503 } }] }
  const { http } = planProbes(expecting, image)
  const declared = { ...plan, http: http.filter(({ origin }) => origin === 'declared') }
  const originals = [failing, failing, failing]
  const evidence = { originals, candidate: failing, plan: declared, basis: 'probes' as const, changes: [] }
  expect(told(judge({ ...evidence, config: expecting }))).toBe('equivalent')
})

const png = (byte: number): Answer => ({ type: 'image/png', body: Buffer.from([137, 80, 78, 71, byte]) })
const latin1 = (byte: number): Answer => ({ body: Buffer.concat([Buffer.from(prose), Buffer.from([byte])]) })

test.each<[string, Answer, Answer, string]>([
  ['the same picture', png(1), png(1), 'equivalent'],
  ['another picture of the same size', png(1), png(2), 'different body'],
  ['bytes that are no text and read alike', latin1(0xe4), latin1(0xf6), 'different body'],
  [
    'digits beyond what a double holds',
    { body: '{"id": 12345678901234567890}' },
    { body: '{"id": 12345678901234567891}' },
    'different body',
  ],
])('%s', (_, original, candidate, expected) => {
  const first = observed(answer(original))
  expect(told(verdictOf([first, first, first], observed(answer(candidate))))).toBe(expected)
})

const sessions = ['Zk3b9qWx1LmN0pA7', 'q8Ft2RzLoK7yVe31', 'mB4xT9cHdJ2w5Ug0'] as const
const cookie = (session: string, rights = '; Path=/; HttpOnly; Secure'): string => `sid=${session}${rights}`

test.each<[string, (run: 0 | 1 | 2) => Record<string, string>, Record<string, string>, string]>([
  [
    'a session cookie of its own',
    run => ({ 'set-cookie': cookie(sessions[run]) }),
    { 'set-cookie': cookie('A1b2C3d4E5f6G7h8') },
    'equivalent',
  ],
  [
    'a cookie without HttpOnly',
    run => ({ 'set-cookie': cookie(sessions[run]) }),
    { 'set-cookie': cookie('A1b2C3d4E5f6G7h8', '; Path=/; Secure') },
    'different header set-cookie',
  ],
  ['a lost cookie', run => ({ 'set-cookie': cookie(sessions[run]) }), {}, 'different header set-cookie'],
  [
    'other caching',
    () => ({ 'cache-control': 'max-age=31536000, immutable' }),
    { 'cache-control': 'no-cache' },
    'different header cache-control',
  ],
  [
    'a lost security policy',
    () => ({ 'content-security-policy': "default-src 'self'" }),
    {},
    'different header content-security-policy',
  ],
  [
    'a new header',
    () => ({}),
    { 'access-control-allow-origin': '*' },
    'different header access-control-allow-origin',
  ],
  [
    'request ids',
    run => ({ 'x-request-id': `${run}f2a9c81-8f14-4b0e-9d2a-5e6f7a8b9c0d` }),
    { 'x-request-id': '0011aabb-8f14-4b0e-9d2a-5e6f7a8b9c0d' },
    'equivalent',
  ],
  [
    'date, server, framing',
    run => ({ date: `run ${run}`, server: 'nginx/1.27', 'transfer-encoding': 'chunked' }),
    { date: 'now', server: 'nginx', 'content-length': '350' },
    'equivalent',
  ],
  ['another target of a redirect', () => ({ location: '/login' }), { location: '/' }, 'different location'],
  ['a validator of its own', () => ({ etag: '"abc"' }), { etag: '"def"' }, 'equivalent'],
])('headers: %s', (_, originals, candidate, expected) => {
  const runs = ([0, 1, 2] as const).map(run => observed(answer({ headers: originals(run) })))
  expect(told(verdictOf(runs, observed(answer({ headers: candidate }))))).toBe(expected)
})

test.each<[string, Partial<ImageConfig>, Partial<ImageConfig>, string]>([
  ['a lost health check', { healthcheck: { test: ['CMD', '/app', 'check'] } }, {}, 'different HEALTHCHECK'],
  ['no health check, said aloud', { healthcheck: { test: ['NONE'] } }, {}, 'equivalent'],
  ['a lost port', { exposedPorts: ['8080/tcp', '9090/tcp'] }, {}, 'different EXPOSE'],
  ['a port written otherwise', { exposedPorts: ['8080'] }, {}, 'equivalent'],
  ['a lost volume', { volumes: ['/data'] }, {}, 'different VOLUME'],
  ['another stop signal', { stopSignal: 'SIGQUIT' }, {}, 'different STOPSIGNAL'],
  ['the default stop signal, said aloud', { stopSignal: 'SIGTERM' }, {}, 'equivalent'],
  ['environment of the base', { env: ['PATH=/bin', 'APP_ENV=prod', 'NODE_VERSION=22'] }, {}, 'equivalent'],
])('the image: %s', (_, original, candidate, expected) => {
  const first = { ...same, image: { ...image, ...original } }
  expect(told(verdictOf([first, first, first], { ...same, image: { ...image, ...candidate } }))).toBe(
    expected,
  )
})

test.each([
  ['/cache', 'equivalent'],
  ['/data', 'different VOLUME'],
])('a lost volume %s, where a change leaves /cache to the build: %s', (path, expected) => {
  const left: Change = {
    id: 'gradle-volume',
    title: 'Leave the cache to the build',
    because: 'what ships builds nothing',
    evidence: [],
    applicability: 'needs-verification',
    replaces: { what: 'the volume /cache', by: 'nothing' },
  }
  const first = { ...same, image: { ...image, volumes: [path] } }
  const only = { ...plan, http: plan.http.filter(({ origin }) => origin === 'declared') }
  const evidence = { candidate: same, plan: only, basis: 'probes' as const, config, changes: [left] }
  expect(told(judge({ originals: [first, first, first], ...evidence }))).toBe(expected)
})

test.each<[string, string, string, string]>([
  ['other chatter', 'listening\n', 'started, 3 workers\n', 'equivalent'],
  [
    'an error line that the original has too',
    '12:00:01 error: retry 1\n',
    '12:30:07 error: retry 2\n',
    'equivalent',
  ],
  [
    'a new error line',
    'listening\n',
    'listening\nUnsatisfiedLinkError: libfreetype: cannot open shared object\n',
    'inconclusive',
  ],
  ['our own made-up path', '', 'GET /laststage-no-such-path-7f3a91 404 error="Not Found"', 'equivalent'],
])("a server's log: %s", (_, original, candidate, expected) => {
  const first = { ...same, logs: { stdout: '', stderr: original } }
  expect(told(verdictOf([first, first, first], { ...same, logs: { stdout: '', stderr: candidate } }))).toBe(
    expected,
  )
})

test('an expectation that the original does not meet leaves the verdict open', () => {
  const using: Config = { http: [{ method: 'GET', path: '/item', expect: { contains: 'coffee' } }] }
  const verdict = judge({
    originals: [same, same, same],
    candidate: same,
    plan: { ...plan, http: planProbes(using, image).http.filter(({ origin }) => origin === 'declared') },
    basis: 'probes',
    config: using,
    changes: [],
  })
  expect(verdict.kind).toBe('inconclusive')
  expect(verdict.reasons.join()).toContain(
    'the original itself does not meet GET /item: expected to contain "coffee"',
  )
})

test('a replaced command leaves open what the own command does', () => {
  const using: Config = { ...config, command: ['serve'] }
  const other = { ...same, image: { ...image, entrypoint: ['/bin/app'] } }
  expect(told(verdictOf([same, same, same], same, using))).toBe('equivalent')
  expect(told(verdictOf([same, same, same], other, using))).toBe('inconclusive')
})

test('one run of the original teaches no noise', () => {
  expect(told(verdictOf([same], same))).toBe('inconclusive')
})

test('the same evidence gives the same verdict', () => {
  expect(verdictOf([same, same, same], same)).toEqual(verdictOf([same, same, same], same))
})

const ends = (exitCode: number, killed = false): Observation =>
  observed(answer(), { stop: { ms: 20, exitCode, killed } })

const printing = (stdout: string): Observation =>
  observed(answer(), {
    http: [],
    runs: [{ probe: 'run', exitCode: 0, stdout, stderr: '', timedOut: false, truncated: false }],
  })

const withoutNpm = {
  id: 'node-start',
  title: '',
  because: '',
  evidence: [],
  applicability: 'needs-verification',
  replaces: { what: 'npm as process 1', by: 'node' },
} as const

test.each<[string, string, string, boolean, string]>([
  ['npm', '\n> app@1.0.0 start\n> node index.js\n\nhi\n', 'hi\n', true, 'equivalent'],
  ['pnpm', ' WARN  odd\n\n> app@1.0.0 start /app\n> node index.js\n\nhi\n', 'hi\n', true, 'equivalent'],
  ['Yarn', 'yarn run v1.22.22\n$ node index.js\nhi\nDone in 0.10s.\n', 'hi\n', true, 'equivalent'],
  [
    'npm, and no change names it',
    '\n> app@1.0.0 start\n> node i.js\n\nhi\n',
    'hi\n',
    false,
    'different stdout',
  ],
  ['npm, and other words', '\n> app@1.0.0 start\n> node i.js\n\nhi\n', 'ho\n', true, 'different stdout'],
  ['nobody, and the program quotes', '> quoted\nhi\n', 'hi\n', true, 'different stdout'],
])('a run started by %s', (_, original, mine, named, expected) => {
  const originals = [printing(original), printing(original), printing(original)]
  const changes = named ? [withoutNpm] : []
  const empty = { ...plan, ports: [], http: [] }
  const candidate = printing(mine)
  expect(told(judge({ originals, candidate, plan: empty, basis: 'probes', config, changes }))).toBe(expected)
})

test.each<[string, Observation, boolean, string]>([
  ['the program’s own exit code, npm gone by a named change', ends(0), true, 'equivalent'],
  ['death by the signal, npm gone by a named change', ends(143), true, 'equivalent'],
  ['another error, npm gone by a named change', ends(3), true, 'different exit code'],
  ['killed, npm gone by a named change', ends(137, true), true, 'different stop'],
  ['another exit code, and no change names it', ends(0), false, 'different exit code'],
])('at SIGTERM: %s', (_, candidate, named, expected) => {
  const npm = ends(1)
  const only = { ...plan, http: plan.http.filter(({ origin }) => origin === 'declared') }
  const changes = named ? [withoutNpm] : []
  const originals = [npm, npm, npm]
  expect(told(judge({ originals, candidate, plan: only, basis: 'probes', config, changes }))).toBe(expected)
})
