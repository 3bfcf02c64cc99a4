import { expect, test } from 'vitest'
import type { ContainerRequest } from '../../src/engines/engine.ts'
import { harden } from '../../src/verify/harden.ts'
import { observeOriginal } from '../../src/verify/prove.ts'
import { type StubImage, stubEngine } from './stub-engine.ts'

/** An app that answers `/tea` only in containers that it likes. */
async function hardened(likes: (request: ContainerRequest) => boolean, user = '') {
  const requests: ContainerRequest[] = []
  const image: StubImage = {
    config: { exposedPorts: ['8080/tcp'], user },
    serve: (_, request) => (message, response) => {
      if (requests.at(-1) !== request) requests.push(request)
      response.writeHead(message.url === '/tea' && likes(request) ? 200 : 404).end(message.url)
    },
  }
  const engine = stubEngine({
    app: image,
    db: { config: { exposedPorts: ['8080/tcp'] }, serve: () => () => undefined },
  })
  const config = { http: [{ method: 'GET', path: '/tea' }], services: [{ name: 'db', image: 'db' }] }
  const first = await observeOriginal({ engine, image: 'app', config })
  const [seen] = first.observations
  const reference = { ...first, observations: seen === undefined ? [] : [seen, seen] }
  requests.length = 0
  const written = ['/run/app', '/data', '/run', '/tmp/x']
  const found = await harden({ engine, config, image: 'app', reference, changes: [], written })
  expect(engine.left()).toBe(0)
  return { found, requests }
}

const writable = ['/data', '/run', '/tmp']

test('what needs nothing gets nothing, and services keep what they have', async () => {
  const { found, requests } = await hardened(() => true)
  expect(found).toEqual({ user: '65532:65532', readOnly: true, writable, dropsCapabilities: true })
  expect(requests).toEqual([
    expect.objectContaining({
      user: '65532:65532',
      readOnly: true,
      tmpfs: writable,
      tmpfsOwner: '65532',
      dropsCapabilities: true,
    }),
  ])
})

test('what it cannot do without is left to it, step by step', async () => {
  const ofRoot = await hardened(({ user }) => user === undefined)
  expect(ofRoot.found).toMatchObject({ user: undefined, dropsCapabilities: true })
  const capable = await hardened(({ dropsCapabilities }) => dropsCapabilities !== true)
  expect(capable.found).toMatchObject({ user: undefined, dropsCapabilities: false })
  expect((await hardened(({ readOnly }) => readOnly !== true)).found).toBeUndefined()
})

test('a user of its own is kept', async () => {
  const { found, requests } = await hardened(() => true, '1000')
  expect(found).toMatchObject({ user: undefined, dropsCapabilities: true })
  expect(requests).toMatchObject([{ tmpfsOwner: '1000' }])
})
