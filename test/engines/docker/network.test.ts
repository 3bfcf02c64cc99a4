import { expect, test } from 'vitest'
import type { DockerCli } from '../../../src/engines/docker/cli.ts'
import { isLocal } from '../../../src/engines/docker/endpoint.ts'
import { closedNetworks } from '../../../src/engines/docker/network.ts'
import { newRun } from '../../../src/engines/docker/run.ts'

const refuse = () => {
  throw new Error('not expected')
}

async function networks(sharesOurNetwork: boolean, image?: string) {
  const calls: string[] = []
  const notices: string[] = []
  const cli: DockerCli = {
    run: async (_, args) => {
      calls.push(args.filter(arg => !arg.startsWith('dev.laststage') && arg !== '--label').join(' '))
      return 'id\n'
    },
    attempt: refuse,
    stream: refuse,
    follow: refuse,
  }
  const get = closedNetworks(cli, await newRun(), {
    onNotice: text => notices.push(text),
    sharesOurNetwork: async () => sharesOurNetwork,
    relayImage: async () => image,
  })
  return { get, calls, notices }
}

test('one internal bridge per run where its addresses can be reached', async () => {
  const { get, calls, notices } = await networks(true)
  const [first, second] = await Promise.all([get(), get()])
  expect(first).toEqual({ name: expect.stringMatching(/^laststage-/), reach: 'direct' })
  expect(second).toBe(first)
  expect(calls).toEqual([`network create --driver bridge --internal ${first.name}`])
  expect(notices).toEqual([])
})

test('elsewhere the same, with relays', async () => {
  const { get, calls, notices } = await networks(false, 'relay:1')
  expect(await get()).toMatchObject({ reach: 'relayed', relayImage: 'relay:1' })
  expect([calls.length, notices.length]).toEqual([1, 0])
})

test('where there is no image for relays, a bridge without masquerading, and a notice', async () => {
  const { get, calls, notices } = await networks(false)
  expect(await get()).toMatchObject({ reach: 'published' })
  expect(calls.at(-1)).toContain('enable_ip_masquerade=false')
  expect(notices).toHaveLength(1)
})

test.each([
  ['unix:///var/run/docker.sock', true],
  ['npipe:////./pipe/docker_engine', true],
  ['tcp://127.0.0.1:2375', true],
  ['tcp://[::1]:2375', true],
  ['tcp://localhost:2375', true],
  ['tcp://docker:2375', false],
  ['ssh://me@build.example.test', false],
])('%s is on this machine: %s', (endpoint, expected) => {
  expect(isLocal(endpoint)).toBe(expected)
})
