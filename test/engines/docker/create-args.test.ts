import { expect, test } from 'vitest'
import { createArgs } from '../../../src/engines/docker/create-args.ts'
import type { ContainerRequest } from '../../../src/engines/engine.ts'
import { EngineError } from '../../../src/errors.ts'

const request: ContainerRequest = {
  image: 'app:1',
  network: 'open',
  memoryBytes: 1000,
  pids: 7,
  publish: [80],
}
const bridge = { name: 'net', reach: 'direct' } as const

const text = (...args: Parameters<typeof createArgs>) => createArgs(...args).join(' ')

test('every container is limited and never pulls', () => {
  expect(text(request, undefined)).toMatch(/--pull never --pids-limit 7 --memory 1000b --memory-swap 1000b/)
})

test('ports are published on loopback alone', () => {
  expect(text(request, undefined)).toContain('--publish 127.0.0.1::80/tcp')
  expect(text({ ...request, network: 'no-egress' }, { ...bridge, reach: 'published' })).toContain(
    '--publish 127.0.0.1::80',
  )
})

test('an internal bridge and no network publish nothing', () => {
  expect(text({ ...request, network: 'no-egress' }, bridge)).not.toContain('--publish')
  expect(text({ ...request, network: 'none' }, undefined)).not.toContain('--publish')
})

test('the words of an entrypoint beyond the first come before the arguments', () => {
  const args = createArgs({ ...request, entrypoint: ['/bin/sh', '-c'], args: ['exit 1'] }, undefined)
  expect(args.slice(-5)).toEqual(['--entrypoint', '/bin/sh', 'app:1', '-c', 'exit 1'])
})

test("no capability but the tracer's is given", () => {
  expect(text({ ...request, capAdd: ['SYS_PTRACE'] }, undefined)).toContain('--cap-add SYS_PTRACE')
  expect(() => createArgs({ ...request, capAdd: ['SYS_ADMIN'] }, undefined)).toThrow(EngineError)
})

test('what a container is denied is asked of the engine', () => {
  const denied = text({ ...request, readOnly: true, tmpfs: ['/run'], dropsCapabilities: true }, undefined)
  expect(denied).toContain('--read-only --tmpfs /run:mode=1777,exec --cap-drop ALL')
})

test('a service has names on the closed network, and nowhere else', () => {
  const service = { ...request, aliases: ['db', 'database'] }
  expect(text({ ...service, network: 'no-egress' }, bridge)).toContain(
    '--network-alias db --network-alias database',
  )
  expect(text(service, undefined)).not.toContain('--network-alias')
})
