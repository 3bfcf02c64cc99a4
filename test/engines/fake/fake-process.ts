import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import type { ContainerRequest } from '../../../src/engines/engine.ts'
import type { FakeProcess, FakeProgram } from './world.ts'

export interface Running {
  readonly exitCode: Promise<number>
  terminate(): void
  kill(): void
  stdout(): string
  stderr(): string
  /** Where a port of the container answers on this machine. */
  portOf(port: number): number | undefined
}

/** What the fake keeps of an output. */
const keptCharacters = 1_000_000

interface Surroundings {
  readonly env: Readonly<Record<string, string>>
  readonly stdin: string
  readonly files: Map<string, string>
  readonly volumes: ReadonlyMap<string, Map<string, string>>
  readonly network: ContainerRequest['network']
  /** Where a service of the same network answers on this machine. */
  readonly portOfService?: (name: string, port: number) => number | undefined
}

export function runProgram(program: FakeProgram, around: Surroundings): Running {
  const printed = { out: '', err: '' }
  const servers = new Map<number, Server>()
  const terminated = Promise.withResolvers<void>()
  const killed = Promise.withResolvers<number>()
  let isKilled = false

  const process: FakeProcess = {
    ...around,
    out: text => (printed.out = (printed.out + text).slice(0, keptCharacters)),
    err: text => (printed.err = (printed.err + text).slice(0, keptCharacters)),
    async serve(port, answer) {
      const server = createServer((request, response) => {
        const body = answer(request.url ?? '/')
        response.writeHead(body === undefined ? 404 : 200).end(body)
      })
      servers.set(port, server)
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    },
    connect: async (host, port) => {
      const service = around.network === 'no-egress' ? around.portOfService?.(host, port) : undefined
      if (service !== undefined) return tryConnect('127.0.0.1', service)
      return around.network === 'open' && tryConnect(host, port)
    },
    untilTerminated: () => terminated.promise,
    isKilled: () => isKilled,
    killed: killed.promise,
  }

  const run = async () => {
    // The program runs after its container has started, not while.
    await Promise.resolve()
    const code = await Promise.race([program(process), killed.promise])
    for (const server of servers.values()) {
      server.closeAllConnections()
      server.close()
    }
    return code
  }

  return {
    exitCode: run(),
    terminate: terminated.resolve,
    kill: () => {
      isKilled = true
      killed.resolve(137)
    },
    stdout: () => printed.out,
    stderr: () => printed.err,
    portOf: port => {
      const address = servers.get(port)?.address()
      return typeof address === 'object' ? address?.port : undefined
    },
  }
}

function tryConnect(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
