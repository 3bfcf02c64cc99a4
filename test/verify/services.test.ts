import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Config, Service } from '../../src/config/config.ts'
import type { ContainerRequest } from '../../src/engines/engine.ts'
import { EngineError } from '../../src/errors.ts'
import { observeOriginal, prove } from '../../src/verify/prove.ts'
import { fetchServiceImages } from '../../src/verify/services/fetch-images.ts'
import { type StubImage, stubEngine } from './stub-engine.ts'

const exposed = { exposedPorts: ['8080/tcp'] }
const db: Service = { name: 'db', image: 'db' }
const http = [{ method: 'GET', path: '/items' }]

/** Two images that need a database, one database for both, and what was done with it. */
function world(
  database: StubImage,
  services: readonly Service[] = [db],
  candidateOf = (app: StubImage) => app,
  originalOf = (app: StubImage) => app,
) {
  const requests: ContainerRequest[] = []
  let stored = 0
  let isUp = false
  const noted: StubImage = {
    ...database,
    serve: (run, request) => {
      requests.push(request)
      isUp = true
      stored = 0
      return database.serve?.(run, request) ?? ((_, response) => void response.end())
    },
  }
  const app: StubImage = {
    config: exposed,
    serve: () => (_, response) => {
      stored += 1
      response.statusCode = isUp ? 200 : 500
      response.end(isUp ? `${stored} stored` : 'no database')
    },
  }
  const engine = stubEngine({
    original: originalOf(app),
    candidate: candidateOf(app),
    db: noted,
    seed: { run: () => ({ exitCode: 0 }) },
  })
  const config: Config = { http, services, env: { DATABASE: 'db' } }
  return { engine, requests, config }
}

async function verdictOf({ engine, config }: ReturnType<typeof world>) {
  const limits = { readyMs: 15_000, settleMs: 50 }
  const reference = await observeOriginal({ engine, image: 'original', config, limits })
  const proof = await prove({ engine, reference, candidate: 'candidate', basis: 'probes', config, limits })
  expect(engine.left(), 'containers left behind').toBe(0)
  return proof.verdict
}

test('each observation has services of its own, on the closed network, under their names', async () => {
  const made = world({ config: exposed }, [{ ...db, aliases: ['database'], env: { A: '1' } }])
  const verdict = await verdictOf(made)
  // What one image stored is not there for the next: else the counts would differ.
  expect(verdict).toMatchObject({ kind: 'equivalent', coverage: { services: ['db'] } })
  expect(made.requests).toHaveLength(4)
  for (const request of made.requests) {
    expect(request).toMatchObject({
      network: 'no-egress',
      aliases: ['db', 'database'],
      env: { A: '1' },
      publish: [8080],
    })
  }
})

test('a service that ends is no fault of an image, and its last words are told', async () => {
  const verdict = await verdictOf(world({ run: () => ({ exitCode: 1, stderr: 'no password is set\n' }) }))
  expect(verdict).toMatchObject({ kind: 'inconclusive', differences: [] })
  expect(verdict.reasons.join()).toContain(
    'the service db ended with exit code 1; its last words:\nno password is set',
  )
})

const broken = (app: StubImage): StubImage => ({
  ...app,
  serve: () => (_, response) => void response.end('other'),
})

test('a service that fails beside the candidate alone says nothing of the candidate', async () => {
  const made = world({ config: exposed, crashAfter: { requests: 0, exitCode: 1 } }, [db], broken)
  let starts = 0
  const engine: typeof made.engine = {
    ...made.engine,
    create: async request => {
      if (request.image === 'db') starts += 1
      const container = await made.engine.create(request)
      // The third observation is the candidate's.
      if (request.image !== 'db' || starts !== 3) return container
      return { ...container, state: async () => ({ status: 'exited', exitCode: 137, oomKilled: true }) }
    },
  }
  const verdict = await verdictOf({ ...made, engine })
  expect(verdict).toMatchObject({ kind: 'inconclusive', differences: [] })
  expect(verdict.reasons.join()).toContain('the service db ended with exit code 137')
})

test('a health check is asked until it succeeds', async () => {
  let asked = 0
  const exec: StubImage['exec'] = command => {
    asked += 1
    return command.join(' ') === 'pg_isready -U app' && asked % 3 === 0
      ? { exitCode: 0 }
      : { exitCode: 2, stdout: 'no response' }
  }
  const healthcheck = { test: ['CMD', 'pg_isready', '-U', 'app'] }
  const made = world({ config: exposed, exec }, [{ ...db, healthcheck }])
  expect((await verdictOf(made)).kind).toBe('equivalent')
  expect(asked).toBe(12)
  const never = world({ config: exposed, exec: () => ({ exitCode: 2, stdout: 'no response' }) }, [
    { ...db, healthcheck, readyMs: 1 },
  ])
  expect((await verdictOf(never)).reasons.join()).toContain(
    'the service db was not ready within 0 s (its health check ends with 2: no response)',
  )
})

test('a job comes after what it needs, and has to end well', async () => {
  const order: string[] = []
  const made = world({ config: exposed }, [{ name: 'seed', image: 'seed', ends: true, after: ['db'] }, db])
  const engine: typeof made.engine = {
    ...made.engine,
    create: async request => {
      order.push(request.image)
      return made.engine.create(request)
    },
  }
  expect((await verdictOf({ ...made, engine })).kind).toBe('equivalent')
  expect(order.slice(0, 3)).toEqual(['db', 'seed', 'original'])
})

const roles =
  (exitCode: number) =>
  (app: StubImage): StubImage => ({
    ...app,
    roles: { migrate: { run: () => ({ exitCode, stderr: 'no migrations' }) } },
  })

test('another role of the image is its own doing: where it fails, the candidate differs', async () => {
  const migrate: Service = { name: 'migrate', image: '.', command: ['migrate'], ends: true, after: ['db'] }
  const same = world({ config: exposed }, [migrate, db], roles(0), roles(0))
  expect((await verdictOf(same)).kind).toBe('equivalent')
  const worse = await verdictOf(world({ config: exposed }, [migrate, db], roles(1), roles(0)))
  expect(worse.kind).toBe('different')
  expect(worse.differences[0]).toMatchObject({
    what: 'start',
    candidate: 'the service migrate ended with exit code 1; its last words:\nno migrations',
  })
})

test('files are copied in, and readable for whoever the service runs as', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'service-'))
  writeFileSync(join(folder, 'seed.sql'), 'select 1', { mode: 0o600 })
  const files = [{ from: join(folder, 'seed.sql'), to: '/seeds/1.sql' }]
  const made = world({ config: exposed }, [{ ...db, files }])
  const copied: string[] = []
  const engine: typeof made.engine = {
    ...made.engine,
    create: async request => ({
      ...(await made.engine.create(request)),
      copyIn: async (tar, path) => {
        const bytes = tar instanceof Uint8Array ? Buffer.from(tar).toString('latin1') : ''
        copied.push(`${path} ${bytes.slice(0, 11)} ${bytes.slice(100, 107)} ${bytes.slice(512, 520)}`)
      },
    }),
  }
  expect((await verdictOf({ ...made, engine })).kind).toBe('equivalent')
  expect(copied[0]).toBe('/ seeds/1.sql 0000644 select 1')
  rmSync(folder, { recursive: true })
})

test('images of services are fetched where they are absent, and that is said', async () => {
  const said: string[] = []
  const pulled: string[] = []
  const engine = {
    ...stubEngine({ there: {} }),
    inspectImage: async (image: string) => {
      if (image === 'there') return stubEngine({ there: {} }).inspectImage(image)
      throw new EngineError('no such image', { transient: false })
    },
    pullImage: async (image: string) => {
      pulled.push(image)
      if (image === 'nowhere') throw new EngineError('cannot fetch nowhere', { transient: false })
    },
  }
  const services = ['there', 'absent'].map(image => ({ name: 'db', image }))
  await fetchServiceImages(engine, services, text => void said.push(text))
  expect(said).toEqual(['Fetching absent for the service db'])
  expect(pulled).toEqual(['absent'])
  await expect(
    fetchServiceImages(engine, [{ name: 'db', image: 'nowhere' }], () => undefined),
  ).rejects.toMatchObject({ hint: '--no-services observes the app without its services.' })
})
