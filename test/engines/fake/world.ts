import type { ImageConfig } from '../../../src/engines/engine.ts'

/** A program of the fake: answers its exit code; ends early only by itself, as PID 1 does. */
export type FakeProgram = (process: FakeProcess) => number | Promise<number>

export interface FakeProcess {
  readonly env: Readonly<Record<string, string>>
  readonly stdin: string
  /** The container's files by absolute path. */
  readonly files: Map<string, string>
  /** Volumes by mount path, each with its files by name. */
  readonly volumes: ReadonlyMap<string, Map<string, string>>
  out(text: string): void
  err(text: string): void
  /** Answers requests on a port of the container; undefined is a 404. */
  serve(port: number, answer: (path: string) => string | undefined): Promise<void>
  /** Whether a TCP connection comes about. */
  connect(host: string, port: number): Promise<boolean>
  /** From now on SIGTERM is handled: resolves when it comes. */
  untilTerminated(): Promise<void>
  isKilled(): boolean
  /** Resolves with 137 when it is killed. */
  readonly killed: Promise<number>
}

export interface FakeImage {
  readonly config: ImageConfig
  readonly files: ReadonlyMap<string, string>
}

interface Owned {
  /** The engine connection that made it; undefined: one of a dead process. */
  readonly run: string | undefined
}

/** The fake daemon: what several connections share. */
export interface FakeWorld {
  readonly programs: Readonly<Record<string, FakeProgram>>
  /** What a registry would have. */
  readonly bases: Readonly<Record<string, FakeImage>>
  readonly images: Map<string, FakeImage & Owned>
  readonly containers: Map<
    string,
    Owned & {
      readonly remove: () => Promise<void>
      readonly portOf: (name: string, port: number) => number | undefined
    }
  >
  readonly volumes: Map<string, Owned & { readonly files: Map<string, string> }>
  /** Instructions that ran already, each with all before it. */
  readonly cache: Set<string>
}

export function fakeWorld(programs: FakeWorld['programs'], bases: FakeWorld['bases']): FakeWorld {
  return { programs, bases, images: new Map(), containers: new Map(), volumes: new Map(), cache: new Set() }
}

export const emptyConfig: ImageConfig = {
  id: 'sha256:0',
  platform: 'linux/amd64',
  env: [],
  entrypoint: [],
  cmd: [],
  workdir: '/',
  user: '',
  exposedPorts: [],
  volumes: [],
  labels: {},
  stopSignal: undefined,
  healthcheck: undefined,
}
