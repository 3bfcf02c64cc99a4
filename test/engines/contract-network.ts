import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Container } from '../../src/engines/engine.ts'
import type { Subject } from './contract.ts'
import { scripts } from './programs.ts'
import { shared, until } from './support.ts'

const patience = 60_000

const textFrom = async (container: Container, path: string): Promise<string | undefined> => {
  const address = await container.address(8080)
  if (address === undefined) return undefined
  return fetch(`http://${address.host}:${address.port}${path}`).then(
    response => response.text(),
    // Not up yet.
    () => undefined,
  )
}

/** An address of this machine beyond loopback and container bridges. */
function ownAddress(): string | undefined {
  return Object.entries(networkInterfaces())
    .filter(([name]) => !/^(?:lo|br-|docker|veth|virbr)/.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address
}

export function networkContract(subject: Subject): void {
  const { create } = shared(subject)
  const server = createServer(socket => socket.on('error', () => {}).end())
  let port = 0

  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '0.0.0.0', resolve))
    const address = server.address()
    port = typeof address === 'object' ? (address?.port ?? 0) : 0
  })
  afterAll(() => new Promise(resolve => server.close(resolve)))

  test.each(['no-egress', 'open'] as const)(
    'a server on a network %s answers at its address',
    async network => {
      const container = await create(scripts.serve, { network, publish: [8080] })
      await container.start()
      await until(async () => (await textFrom(container, '/')) !== undefined)
      expect(await textFrom(container, '/')).toBe('hello\n')
      await container.remove()
    },
  )

  test('a service is found by its names, and only where one stands on its network', async () => {
    const service = await create(scripts.serve, {
      network: 'no-egress',
      publish: [8080],
      aliases: ['db', 'cache'],
    })
    await service.start()
    await until(async () => (await textFrom(service, '/')) !== undefined)
    const seen: string[] = []
    for (const [HOST, network] of [
      ['db', 'no-egress'],
      ['cache', 'no-egress'],
      ['db', 'none'],
      ['other', 'no-egress'],
    ] as const) {
      const container = await create(scripts.connect, { network, env: { HOST, PORT: '8080' } })
      await container.start()
      await container.wait(patience)
      seen.push((await container.logs(1000)).stdout)
      await container.remove()
    }
    await service.remove()
    expect(seen).toEqual(['reached\n', 'reached\n', 'no way\n', 'no way\n'])
  })

  test('only ports that were asked for have an address', async () => {
    const container = await create(scripts.serve, { network: 'no-egress', publish: [8080] })
    await container.start()
    expect(await container.address(9090)).toBeUndefined()
    await container.remove()
  })

  test('without a network there is no address', async () => {
    const container = await create(scripts.serve, { network: 'none', publish: [8080] })
    await container.start()
    expect(await container.address(8080)).toBeUndefined()
    await container.remove()
  })

  test.each([
    ['none', 'no way\n'],
    ['no-egress', 'no way\n'],
    ['open', 'reached\n'],
  ] as const)('from a network %s to this machine: %s', async (network, answer) => {
    const env = { HOST: ownAddress() ?? '127.0.0.1', PORT: String(port) }
    const container = await create(scripts.connect, { network, env })
    await container.start()
    expect(await container.wait(patience)).toEqual({ exitCode: 0 })
    expect((await container.logs(1000)).stdout).toBe(answer)
  })
}
