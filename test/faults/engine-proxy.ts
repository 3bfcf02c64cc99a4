import { createServer, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface EngineProxy {
  /** For DOCKER_HOST. */
  readonly host: string
  /** The engine is gone: every connection breaks, and no new one is made. */
  die(): void
}

/** Stands between Docker's CLI and the engine, which others are using, so that it can be killed for one run alone. */
export async function engineProxy(folder: string): Promise<EngineProxy> {
  const path = join(folder, 'e.sock')
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  const server = createServer({ allowHalfOpen: true }, client => {
    const engine = connect({ ...realEngine(), allowHalfOpen: true })
    for (const socket of [client, engine]) keep(socket)
    client.pipe(engine)
    engine.pipe(client)
    client.on('close', () => engine.destroy())
    engine.on('close', () => client.destroy())
  })
  await new Promise<void>(done => {
    server.listen(path, done)
  })
  const die = (): void => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(die)
  return { host: `unix://${path}`, die }
}

function realEngine(): { readonly path: string } | { readonly host: string; readonly port: number } {
  const host = process.env['DOCKER_HOST'] || 'unix:///var/run/docker.sock'
  if (host.startsWith('unix://')) return { path: host.slice('unix://'.length) }
  const { hostname, port } = new URL(host.replace(/^tcp:/, 'http:'))
  return { host: hostname, port: Number(port || 2375) }
}
