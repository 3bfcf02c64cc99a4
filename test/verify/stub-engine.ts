import { createServer, type RequestListener, type Server } from 'node:http'
import type {
  Container,
  ContainerRequest,
  ContainerState,
  Engine,
  ImageConfig,
} from '../../src/engines/engine.ts'
import { EngineError, StartFailure } from '../../src/errors.ts'

/** What a program does when it is run to its end. */
interface Ending {
  readonly exitCode: number
  readonly stdout?: string
  readonly stderr?: string
}

/** An image of a test: a server, or a program that ends. `run` counts the containers made of this image, from 1. */
export interface StubImage {
  readonly config?: Partial<ImageConfig>
  readonly cannotStart?: string
  readonly serve?: (run: number, request: ContainerRequest) => RequestListener
  readonly port?: number
  readonly run?: (request: ContainerRequest, run: number) => Ending
  readonly logs?: (run: number) => { readonly stdout?: string; readonly stderr?: string }
  /** What it is with other arguments: by the first of them. */
  readonly roles?: Readonly<Record<string, StubImage>>
  /** What a command in the running container comes to. */
  readonly exec?: (command: readonly string[], run: number) => Ending
  /** Exit code on SIGTERM; undefined where it has to be killed. */
  readonly onStop?: (run: number) => number | undefined
  /** Ends with this code once so many requests were answered. */
  readonly crashAfter?: { readonly requests: number; readonly exitCode: number }
}

const blankConfig: ImageConfig = {
  id: 'sha256:stub',
  platform: 'linux/amd64',
  env: [],
  entrypoint: ['/app'],
  cmd: [],
  workdir: '/',
  user: '',
  exposedPorts: [],
  volumes: [],
  labels: {},
  stopSignal: undefined,
  healthcheck: undefined,
}

/** An engine of in-process servers and functions: enough for what verify asks of one. */
export function stubEngine(
  images: Readonly<Record<string, StubImage>>,
): Engine & { readonly left: () => number } {
  const runs = new Map<string, number>()
  const volumes = new Set<string>()
  let containers = 0
  const imageOf = (name: string): StubImage => {
    const image = images[name]
    if (!image) throw new Error(`no image ${name}`)
    return image
  }
  return {
    name: 'fake',
    version: '1',
    platform: 'linux/amd64',
    left: () => containers + volumes.size,
    build: unused,
    inspectImage: async name => ({ ...blankConfig, ...imageOf(name).config }),
    saveImage: unusedStream,
    createVolume: async () => {
      const name = `volume-${volumes.size}`
      volumes.add(name)
      return name
    },
    removeVolume: async name => {
      volumes.delete(name)
    },
    removeImage: async () => undefined,
    pullImage: async name => {
      imageOf(name)
    },
    sweep: async () => 0,
    dispose: async () => undefined,
    create: async request => {
      const run = (runs.get(request.image) ?? 0) + 1
      runs.set(request.image, run)
      containers += 1
      const image = imageOf(request.image)
      return stubContainer(image.roles?.[request.args?.[0] ?? ''] ?? image, request, run, () => {
        containers -= 1
      })
    },
  }
}

function stubContainer(
  image: StubImage,
  request: ContainerRequest,
  run: number,
  gone: () => void,
): Container {
  let server: Server | undefined
  let answered = 0
  let state: ContainerState = { status: 'created' }
  let output = { stdout: '', stderr: '' }
  const exit = (exitCode: number): void => {
    state = { status: 'exited', exitCode, oomKilled: false }
    server?.closeAllConnections()
    server?.close()
  }
  const start = async (): Promise<void> => {
    if (image.cannotStart !== undefined) throw new StartFailure(image.cannotStart)
    output = { stdout: '', stderr: '', ...image.logs?.(run) }
    if (image.run) {
      const { exitCode, ...printed } = image.run(request, run)
      output = { stdout: '', stderr: '', ...printed }
      return exit(exitCode)
    }
    state = { status: 'running', health: 'none' }
    const listener = image.serve?.(run, request)
    if (!listener) return
    server = createServer((message, response) => {
      response.on('finish', () => {
        answered += 1
        if (image.crashAfter && answered >= image.crashAfter.requests) exit(image.crashAfter.exitCode)
      })
      listener(message, response)
    })
    const started = server
    await new Promise<void>(resolve => void started.listen(0, '127.0.0.1', resolve))
  }
  return {
    id: `stub-${run}`,
    start,
    address: async port => {
      const bound = server?.address()
      const reachable = typeof bound === 'object' && bound !== null && port === (image.port ?? 8080)
      return reachable ? { host: '127.0.0.1', port: bound.port } : undefined
    },
    state: async () => state,
    logs: async limit => ({
      stdout: output.stdout.slice(0, limit),
      stderr: output.stderr.slice(0, limit),
      truncated: output.stdout.length > limit || output.stderr.length > limit,
    }),
    exec: async command => {
      if (state.status !== 'running') throw new EngineError('it does not run', { transient: false })
      return { stdout: '', stderr: '', ...(image.exec?.(command, run) ?? { exitCode: 127 }) }
    },
    wait: async () => (state.status === 'exited' ? { exitCode: state.exitCode } : undefined),
    stop: async timeoutMs => {
      const code = image.onStop ? image.onStop(run) : 143
      exit(code ?? 137)
      return code === undefined
        ? { ms: timeoutMs, exitCode: 137, killed: true }
        : { ms: 5, exitCode: code, killed: false }
    },
    copyIn: unused,
    copyOut: unusedStream,
    exportFiles: unusedStream,
    changes: async () => [],
    remove: async () => {
      if (state.status === 'running') exit(137)
      gone()
    },
  }
}

async function unused(): Promise<never> {
  throw new Error('not part of the stub')
}

// eslint-disable-next-line require-yield
async function* unusedStream(): AsyncIterable<Uint8Array> {
  throw new Error('not part of the stub')
}
