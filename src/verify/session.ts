import type { Config } from '../config/config.ts'
import type { Engine, ImageConfig } from '../engines/engine.ts'

/** Bounds of one observation, so that it ends whatever the app does. Milliseconds and bytes. */
export interface Limits {
  readonly memoryBytes: number
  readonly pids: number
  /** Until the first answer. */
  readonly readyMs: number
  /** How long a server error counts as "still starting", and how long other ports may follow the first. */
  readonly settleMs: number
  /** For one answer. */
  readonly requestMs: number
  /** For one program that ends. */
  readonly runMs: number
  /** Between SIGTERM and SIGKILL, as `docker stop` has it. */
  readonly stopMs: number
  /** For all probes together. */
  readonly probesMs: number
  readonly logBytes: number
}

export const defaultLimits: Limits = {
  memoryBytes: 1024 ** 3,
  pids: 512,
  readyMs: 60_000,
  settleMs: 5_000,
  requestMs: 10_000,
  runMs: 60_000,
  stopMs: 10_000,
  probesMs: 120_000,
  logBytes: 256 * 1024,
}

export interface Session {
  readonly engine: Engine
  readonly image: ImageConfig
  readonly reference: string
  readonly config: Config
  readonly limits: Limits
  /** The plan is to be made: guessed ports are settled, and what pages name is added. */
  readonly discover: boolean
  /** Also follow what this image's own pages name. */
  readonly crawl: boolean
  readonly onProgress: (message: string) => void
  readonly signal: AbortSignal | undefined
}
