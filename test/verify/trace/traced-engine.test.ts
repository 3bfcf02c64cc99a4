import { expect, test } from 'vitest'
import type { ContainerRequest, Engine } from '../../../src/engines/engine.ts'
import { traceContainers } from '../../../src/verify/trace/traced-engine.ts'
import { stubEngine } from '../stub-engine.ts'

test('a traced container gets one capability more, the tracer, and no other privilege', async () => {
  const asked: ContainerRequest[] = []
  const copied: string[] = []
  const stub = stubEngine({ app: { run: () => ({ exitCode: 0 }) } })
  const engine: Engine = {
    ...stub,
    create: async request => {
      asked.push(request)
      const container = await stub.create(request)
      return { ...container, copyIn: async (_, path) => void copied.push(path) }
    },
  }
  const container = await traceContainers(engine, Buffer.alloc(1024)).engine.create({
    image: 'app',
    args: ['--once'],
    network: 'none',
    memoryBytes: 1,
    pids: 1,
  })
  await container.remove()
  const [{ entrypoint = [], ...request } = { entrypoint: [] }] = asked
  expect(request).toEqual({
    image: 'app',
    network: 'none',
    memoryBytes: 1,
    pids: 1,
    capAdd: ['SYS_PTRACE'],
  })
  expect(entrypoint.slice(-3)).toEqual(['--', '/app', '--once'])
  expect(entrypoint).toContain('inject=io_uring_setup:error=ENOSYS')
  expect(copied).toEqual(['/'])
})
