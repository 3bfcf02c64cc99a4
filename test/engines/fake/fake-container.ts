import type { Container, ContainerRequest } from '../../../src/engines/engine.ts'
import { EngineError, StartFailure } from '../../../src/errors.ts'
import { readTar } from '../../../src/image/tar/read-tar.ts'
import { tarOf } from '../../../src/image/tar/write-tar.ts'
import { type Running, runProgram } from './fake-process.ts'
import type { FakeImage, FakeWorld } from './world.ts'

/** What the daemon asks of a container beside. */
export interface FakeNeighbour extends Container {
  /** Where a port of it answers, for those that call it by one of its names. */
  portOf(name: string, port: number): number | undefined
}

export function fakeContainer(
  world: FakeWorld,
  id: string,
  image: FakeImage,
  request: ContainerRequest,
): FakeNeighbour {
  const files = new Map(image.files)
  let running: Running | undefined
  let removed = false
  let ended: { readonly exitCode: number } | undefined
  const surroundings = () => ({
    env: {
      ...Object.fromEntries(image.config.env.map(entry => entry.split('='))),
      ...request.env,
    },
    stdin: request.stdin ?? '',
    files,
    volumes: new Map(
      Object.entries(request.volumes ?? {}).map(([path, name]) => [path, volumeOf(world, name)]),
    ),
    network: request.network,
    portOfService: (name: string, port: number) =>
      [...world.containers.values()].map(each => each.portOf(name, port)).find(found => found !== undefined),
  })
  const outcome = () => running?.exitCode.then(exitCode => ({ exitCode }))

  return {
    id,
    portOf: (name, port) => (request.aliases?.includes(name) === true ? running?.portOf(port) : undefined),
    async start() {
      if (removed) throw new EngineError(`no such container: ${id}`, { transient: false })
      const script = (request.args ?? image.config.cmd).at(-1) ?? ''
      const program = world.programs[script]
      if (program === undefined)
        throw new StartFailure(`the container cannot start: exec: "${script}": not found`)
      running = runProgram(program, surroundings())
      void running.exitCode.then(exitCode => (ended = { exitCode }))
    },
    async address(port) {
      if (request.network === 'none' || request.publish?.includes(port) !== true) return undefined
      // As with Docker, an address is there before anything listens on it: port 9 stands for "refused".
      return { host: '127.0.0.1', port: running?.portOf(port) ?? 9 }
    },
    async state() {
      if (ended !== undefined) return { status: 'exited', ...ended, oomKilled: false }
      return running === undefined ? { status: 'created' } : { status: 'running', health: 'none' }
    },
    async logs(limit) {
      const [out, err] = [running?.stdout() ?? '', running?.stderr() ?? '']
      const truncated = out.length > limit || err.length > limit
      return { stdout: out.slice(0, limit), stderr: err.slice(0, limit), truncated }
    },
    async exec(command, timeoutMs) {
      if (running === undefined || ended !== undefined)
        throw new EngineError(`container ${id} is not running`, { transient: false })
      const program = world.programs[command.at(-1) ?? '']
      if (program === undefined) return { exitCode: 127, stdout: '', stderr: 'cannot be run\n' }
      const beside = runProgram(program, { ...surroundings(), stdin: '' })
      const done = await withTimeout(beside.exitCode, timeoutMs)
      return { exitCode: done, stdout: beside.stdout(), stderr: beside.stderr() }
    },
    wait: timeoutMs => withTimeout(outcome(), timeoutMs),
    async stop(timeoutMs) {
      if (running === undefined || ended !== undefined) {
        return { ms: 0, exitCode: ended?.exitCode ?? 0, killed: false }
      }
      const began = performance.now()
      running.terminate()
      const obeyed = await withTimeout(outcome(), timeoutMs)
      const ms = Math.round(performance.now() - began)
      if (obeyed !== undefined) return { ms, ...obeyed, killed: false }
      running.kill()
      return { ms, exitCode: await running.exitCode, killed: true }
    },
    async copyIn(tar, path) {
      if (![...files.keys()].some(file => file.startsWith(`${path}/`))) {
        throw new EngineError(`no such folder: ${path}`, { transient: false })
      }
      const chunks = tar instanceof Uint8Array ? oneChunk(tar) : tar
      for await (const entry of readTar(chunks)) {
        if (entry.kind !== 'file') continue
        files.set(join(path, entry.path), (await entry.bytes(1_000_000)).toString())
      }
    },
    async *copyOut(path) {
      const content = files.get(path)
      if (content === undefined) throw new EngineError(`no such file: ${path}`, { transient: false })
      yield tarOf([{ path: path.slice(path.lastIndexOf('/') + 1), content }])
    },
    async *exportFiles() {
      yield tarOf([...files].map(([path, content]) => ({ path: path.slice(1), content })))
    },
    async changes() {
      return [...files.keys()]
        .filter(path => files.get(path) !== image.files.get(path))
        .map(path => ({ path, kind: image.files.has(path) ? 'changed' : 'added' }))
    },
    async remove() {
      removed = true
      running?.kill()
      await running?.exitCode
      world.containers.delete(id)
    },
  }
}

function volumeOf(world: FakeWorld, name: string): Map<string, string> {
  const volume = world.volumes.get(name)
  if (volume === undefined) throw new EngineError(`no such volume: ${name}`, { transient: false })
  return volume.files
}

async function withTimeout<Value>(
  promise: Promise<Value> | undefined,
  ms: number,
): Promise<Value | undefined> {
  const timeout = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => timeout.resolve(undefined), ms)
  try {
    return await Promise.race([promise, timeout.promise])
  } finally {
    clearTimeout(timer)
  }
}

async function* oneChunk(chunk: Uint8Array): AsyncIterable<Uint8Array> {
  yield chunk
}

function join(folder: string, path: string): string {
  return `${folder.replace(/\/$/, '')}/${path}`
}
