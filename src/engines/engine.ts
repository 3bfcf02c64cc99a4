/** What builds: an app folder and a Dockerfile become an image. */
export interface Builder {
  /**
   * Throws `BuildFailure` where an instruction fails or a base image cannot be had, `EngineError` where the engine
   * fails, and the signal's reason where it is aborted. No entitlement is granted: `RUN --network=host` fails.
   */
  build(request: BuildRequest): Promise<BuiltImage>
}

/** What runs: containers made from images, always limited, labelled and removed. */
export interface Runner {
  create(request: ContainerRequest): Promise<Container>
  /** Image configuration as the engine tells it. Throws `EngineError` where the image is absent. */
  inspectImage(image: string): Promise<ImageConfig>
  /** Fetches an image from its registry into the engine's store, where it stays. Throws `EngineError`. */
  pullImage(image: string): Promise<void>
  /** `docker save` of the image as a stream of tar bytes. */
  saveImage(image: string): AsyncIterable<Uint8Array>
  /** A new named volume of this run. */
  createVolume(): Promise<string>
  removeVolume(name: string): Promise<void>
  removeImage(image: string): Promise<void>
  /** Removes whatever dead runs of laststage left: containers, volumes, networks, images. Answers how many. */
  sweep(): Promise<number>
}

export interface Engine extends Builder, Runner {
  readonly name: 'docker' | 'podman' | 'fake'
  readonly version: string
  /** `linux/amd64`. */
  readonly platform: string
  /**
   * Ends what this run has going and removes everything that it made, but for the engine's build cache. Every later
   * call fails. Never throws: what could not be removed is told as a notice, and the next run sweeps it.
   */
  dispose(): Promise<void>
}

export interface BuildRequest {
  /** The build context's folder on disk. */
  readonly context: string
  /** The Dockerfile's text; it need not lie in the context. */
  readonly dockerfile: string
  /** The name shown in messages, and whose `NAME.dockerignore` counts. */
  readonly dockerfileName: string
  readonly target?: string
  readonly buildArgs?: Readonly<Record<string, string>>
  /** As `docker build --secret` takes them: `id=npm,src=/home/me/.npmrc`, `id=token,env=TOKEN`. */
  readonly secrets?: readonly string[]
  readonly platform?: string
  /** Called with each line or step as it happens. */
  readonly onProgress?: (event: BuildProgress) => void
  readonly signal?: AbortSignal
  /** 30 minutes where not given. */
  readonly timeoutMs?: number
}

export interface BuildProgress {
  /** `[build 3/7] RUN npm ci`. */
  readonly step: string
  readonly state: 'started' | 'done' | 'cached' | 'failed' | 'log'
  readonly log?: string
}

export interface BuiltImage {
  /** A reference that the Runner takes; labelled as ours, and removed by `removeImage`. */
  readonly image: string
  readonly ms: number
  /** Steps that ran and steps that came from the cache. */
  readonly steps: readonly { readonly name: string; readonly cached: boolean; readonly ms: number }[]
}

/** From the image's OCI configuration. */
export interface ImageConfig {
  readonly id: string
  readonly platform: string
  readonly env: readonly string[]
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly workdir: string
  readonly user: string
  readonly exposedPorts: readonly string[]
  readonly volumes: readonly string[]
  /** The image's own; laststage's marks are left out. */
  readonly labels: Readonly<Record<string, string>>
  /** Marked as a stand-in base image of the lab, or built on one. */
  readonly standIn?: boolean
  readonly stopSignal: string | undefined
  readonly healthcheck: Healthcheck | undefined
  /** SHELL, where the image sets one. */
  readonly shell?: readonly string[]
  /** Digests of the unpacked layers, lowest first; absent where the engine does not tell. */
  readonly layers?: readonly string[]
}

/** As Docker's image configuration has it; durations in nanoseconds. */
export interface Healthcheck {
  readonly test: readonly string[]
  readonly interval?: number
  readonly timeout?: number
  readonly startPeriod?: number
  readonly startInterval?: number
  readonly retries?: number
}

export interface ContainerRequest {
  readonly image: string
  /** Replaces CMD where given. */
  readonly args?: readonly string[]
  /** Replaces ENTRYPOINT where given, and clears CMD, as `docker create --entrypoint` does. */
  readonly entrypoint?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Named volumes by path in the container. */
  readonly volumes?: Readonly<Record<string, string>>
  /** TCP ports of the container that this process wants to reach; `Container.address` tells where they answer. */
  readonly publish?: readonly number[]
  /** Without it, standard input is empty. */
  readonly stdin?: string
  /**
   * `none`: loopback alone. `no-egress`: a network of this run with no route out, on which this process still reaches
   * the container. `open`: the engine's default network, for apps that were allowed one.
   */
  readonly network: 'none' | 'no-egress' | 'open'
  /** On `no-egress`: the names under which other containers of this run find it there. A service has them. */
  readonly aliases?: readonly string[]
  /** With `open`: also stands on the network of `no-egress`, where services are. */
  readonly besideServices?: boolean
  readonly memoryBytes: number
  readonly pids: number
  readonly readOnly?: boolean
  /** Paths with an empty file system in memory that everybody may write to. */
  readonly tmpfs?: readonly string[]
  /** Whose they are, as a number: one over a directory takes that directory's mode, and only its owner may write then. */
  readonly tmpfsOwner?: string
  /** Takes all of Docker's own capabilities away. */
  readonly dropsCapabilities?: boolean
  readonly capAdd?: readonly string[]
  /** `uid[:gid]` or a name; undefined keeps the image's. */
  readonly user?: string
}

export interface Container {
  readonly id: string
  /** Starts it; answers once it runs. Throws `StartFailure` where the image's own command cannot be run (no such executable, …). */
  start(): Promise<void>
  /**
   * `host:port` on which a container port answers; undefined where it was not asked for, or cannot be reached from here.
   * A connection may be accepted before the program listens, where something stands between: only an answer shows that
   * it is ready.
   */
  address(port: number): Promise<{ readonly host: string; readonly port: number } | undefined>
  state(): Promise<ContainerState>
  /** What it printed so far, each capped at `limit` bytes. */
  logs(
    limit: number,
  ): Promise<{ readonly stdout: string; readonly stderr: string; readonly truncated: boolean }>
  /** Runs a command beside the program; throws `EngineError` where the container does not run. */
  exec(command: readonly string[], timeoutMs: number): Promise<ExecResult>
  /** Waits until it ends. Undefined on timeout. */
  wait(timeoutMs: number): Promise<{ readonly exitCode: number } | undefined>
  /** The most memory that it had at once, from its control group; undefined where that cannot be read from here. */
  peakMemory?(): Promise<number | undefined>
  /** SIGTERM (or the image's signal), then SIGKILL after the timeout. Answers how long it took. */
  stop(
    timeoutMs: number,
  ): Promise<{ readonly ms: number; readonly exitCode: number; readonly killed: boolean }>
  copyIn(tar: AsyncIterable<Uint8Array> | Uint8Array, path: string): Promise<void>
  copyOut(path: string): AsyncIterable<Uint8Array>
  /** `docker export`: the whole file system as a tar stream. */
  exportFiles(): AsyncIterable<Uint8Array>
  /** Paths that differ from the image, as `docker diff` tells them. */
  changes(): Promise<readonly { readonly path: string; readonly kind: 'added' | 'changed' | 'deleted' }[]>
  remove(): Promise<void>
}

/** How a command ended that ran in a container; each output is capped. */
export interface ExecResult {
  /** 127 where there is no such command, as a shell has it; undefined where it did not end in time. */
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

export type ContainerState =
  | { readonly status: 'created' }
  | { readonly status: 'running'; readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy' }
  | { readonly status: 'exited'; readonly exitCode: number; readonly oomKilled: boolean }
