import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { observe } from '../../src/verify/observe.ts'
import { type StubImage, stubEngine } from './stub-engine.ts'

const exposed = { exposedPorts: ['8080/tcp'] }
const limits = { readyMs: 15_000, settleMs: 15_000, requestMs: 4_000, probesMs: 15_000, logBytes: 100 }

async function seen(image: StubImage, config: Config = {}, more: Partial<typeof limits> = {}) {
  const engine = stubEngine({ app: image })
  const result = await observe({ engine, image: 'app', config, limits: { ...limits, ...more } })
  expect(engine.left()).toBe(0)
  return result
}

const hello: RequestListener = (_, response) => void response.end('hello')

const endless: RequestListener = (message, response) => {
  if (message.url !== '/events') return void response.end('ok')
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write('data: tick\n\n')
}

const silent: RequestListener = (message, response) => {
  if (message.url !== '/hang') response.end('ok')
}

const echoHost: RequestListener = (message, response) => void response.end(message.headers.host)

const echoArguments: StubImage['run'] = ({ args = [] }) => ({ exitCode: 0, stdout: args.join('|') })

test('an answer without end is cut, and says so', async () => {
  const { observation } = await seen(
    { config: exposed, serve: () => endless },
    { http: [{ method: 'GET', path: '/events' }] },
  )
  expect(observation.http[0]?.response).toMatchObject({
    status: 200,
    complete: false,
    body: 'data: tick\n\n',
  })
})

test('a request that gets no answer is told, and the others go on', async () => {
  const { observation } = await seen(
    { config: exposed, serve: () => silent },
    { http: [{ method: 'GET', path: '/hang' }] },
  )
  expect(observation.http[0]).toMatchObject({ error: 'no answer in time', response: undefined })
  expect(observation.http[1]?.response).toMatchObject({ status: 200, body: 'ok' })
})

test('a program that prints for ever is read up to the cap', async () => {
  const { observation } = await seen({ run: () => ({ exitCode: 0, stdout: 'x'.repeat(1_000) }) })
  expect(observation.runs[0]).toMatchObject({ exitCode: 0, truncated: true })
  expect(observation.runs[0]?.stdout).toHaveLength(100)
})

test('an app that ends before it answers is told with its last words', async () => {
  const image: StubImage = { config: exposed, run: () => ({ exitCode: 1, stderr: 'Error: no config\n' }) }
  const { observation } = await seen(image)
  expect(observation.failure).toBe(
    'it ended with exit code 1 before it answered; its last words:\nError: no config',
  )
})

test('an app that crashes under the probes is told', async () => {
  const image: StubImage = { config: exposed, serve: () => hello, crashAfter: { requests: 2, exitCode: 139 } }
  const { observation } = await seen(image)
  expect(observation.failure).toContain('it ended with exit code 139 while it was probed')
})

test('where no port is named, the usual ones are tried', async () => {
  const { observation, plan } = await seen({ port: 3000, serve: () => hello })
  expect(plan).toMatchObject({ ports: [3000], guessed: false })
  expect(observation.http.map(({ probe }) => probe)).toContain('GET /')
})

test('where no port is named, the one that the sources name is tried first', async () => {
  const inSources = { paths: [], all: false, everyPath: false, ports: [1300] }
  const { plan } = await seen({ port: 1300, serve: () => hello }, { inSources })
  expect(plan).toMatchObject({ ports: [1300], guessed: false })
})

test('where no usual port answers, the one that the program says it listens on is tried', async () => {
  const image: StubImage = {
    port: 1300,
    serve: () => hello,
    logs: () => ({ stdout: 'Server running at http://0.0.0.0:1300/\n' }),
  }
  const { observation, plan } = await seen(image, {}, { readyMs: 3_000 })
  expect(plan).toMatchObject({ ports: [1300], guessed: false })
  expect(observation.failure).toBeUndefined()
})

test('of several ports, those that answer are asked', async () => {
  const image: StubImage = {
    config: { exposedPorts: ['9090/tcp', '8080/tcp', '53/udp'] },
    serve: () => hello,
  }
  const { plan } = await seen(image, {}, { settleMs: 50 })
  expect(plan.ports).toEqual([9090, 8080])
  expect(new Set(plan.http.map(({ port }) => port))).toEqual(new Set([8080]))
})

test('the Host is the same on every run, whatever port the engine picks', async () => {
  const { observation } = await seen({ config: exposed, serve: () => echoHost })
  expect(observation.http[0]?.response?.body).toBe('localhost:8080')
})

test('it waits while an app still answers with a server error', async () => {
  let asked = 0
  const starting: RequestListener = (_, response) => {
    asked += 1
    response.writeHead(asked < 3 ? 503 : 200).end()
  }
  const { observation } = await seen({ config: exposed, serve: () => starting })
  expect(observation.http[0]?.response?.status).toBe(200)
})

test('ready.log waits for the line', async () => {
  const image: StubImage = {
    config: exposed,
    serve: () => hello,
    logs: () => ({ stdout: 'starting\nready now\n' }),
  }
  expect((await seen(image, { ready: { log: 'ready now' } })).observation.ready).toBeDefined()
  const never = await seen(image, { ready: { log: 'no such line', timeoutMs: 50 } })
  expect(never.observation.failure).toContain('did not log what `ready` waits for')
})

test('what speaks another protocol is ready once its log says so', async () => {
  const image: StubImage = { config: exposed, logs: () => ({ stdout: 'ready now\n' }) }
  const { observation } = await seen(image, { ready: { log: 'ready now' } }, { settleMs: 50 })
  expect(observation).toMatchObject({ failure: undefined, http: [] })
  expect(observation.ready).toBeDefined()
})

test('an image without a command is told', async () => {
  const { observation } = await seen({ config: { entrypoint: [], cmd: [] } })
  expect(observation.failure).toBe('the image has no command to run')
})

test('arguments follow the command as the image has it', async () => {
  const config: Config = { exec: [{ args: ['-v', 'a b'] }] }
  const run = async (image: StubImage) => (await seen(image, config)).observation.runs[0]?.stdout
  expect(await run({ config: { entrypoint: ['/app'], cmd: ['serve'] }, run: echoArguments })).toBe('-v|a b')
  expect(await run({ config: { entrypoint: [], cmd: ['/app', 'serve'] }, run: echoArguments })).toBe(
    '/app|serve|-v|a b',
  )
  const shellForm = { entrypoint: [], cmd: ['/bin/sh', '-c', 'app serve'] }
  expect(await run({ config: shellForm, run: echoArguments })).toBe(
    '/bin/sh|-c|app serve "$@"|/bin/sh|-v|a b',
  )
})

test('a declared volume is fresh on each run, and gone afterwards', async () => {
  const image: StubImage = {
    config: exposed,
    serve:
      (_, { volumes }) =>
      (_message, response) =>
        void response.end(JSON.stringify(volumes)),
  }
  const { observation } = await seen(image, { volumes: ['/data'] })
  expect(observation.http[0]?.response?.body).toBe('{"/data":"volume-0"}')
})

test("the health check's URL is asked", async () => {
  const config = {
    ...exposed,
    healthcheck: { test: ['CMD-SHELL', 'curl -f http://localhost:8080/health || exit 1'] },
  }
  const { plan } = await seen({ config, serve: () => hello })
  expect(plan.http[0]).toMatchObject({ id: 'GET /health', origin: 'healthcheck' })
})

const documented: RequestListener = (message, response) => {
  const document = { openapi: '3.0.0', paths: { '/tea': { get: {}, post: {} }, '/': { get: {} } } }
  if (message.url === '/v3/api-docs') return void response.end(JSON.stringify(document))
  response.writeHead(message.url === '/tea' ? 200 : 404).end(message.url)
}

test('what a served OpenAPI document names is asked, with safe methods', async () => {
  const { plan, observation } = await seen({ config: exposed, serve: () => documented })
  const asked = plan.http.filter(({ origin }) => origin === 'openapi').map(({ id }) => id)
  expect(asked).toEqual(['GET /v3/api-docs', 'GET /tea'])
  expect(observation.http.map(({ probe }) => probe)).toEqual(plan.http.map(({ id }) => id))
})

test('what a document of its folder names is asked, and none is looked for', async () => {
  const config = { documented: [{ method: 'HEAD', path: '/tea' }] }
  const { plan } = await seen({ config: exposed, serve: () => documented }, config)
  expect(plan.http.filter(({ origin }) => origin === 'openapi').map(({ id }) => id)).toEqual(['HEAD /tea'])
})
