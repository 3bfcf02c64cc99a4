import type { ImageConfig } from '../engines/engine.ts'

/** What was seen of one image, from the first start to the last stop. */
export interface Observation {
  /** The image's own configuration: command, user, ports, health check. */
  readonly image: ImageConfig
  /** Who it runs as, as a number where `/etc/passwd` tells it: `0`, `65532`, `0:0`. */
  readonly user: string
  /** Undefined for a program that ended by itself, and for one that never answered. */
  readonly ready: { readonly ms: number } | undefined
  readonly http: readonly HttpObservation[]
  readonly runs: readonly RunObservation[]
  /** How it answered SIGTERM; undefined for a program that ended by itself. */
  readonly stop: { readonly ms: number; readonly exitCode: number; readonly killed: boolean } | undefined
  /** Why nothing could be seen, where nothing could. */
  readonly failure: string | undefined
  /** Why it may not be the image's doing: a service beside it was not there. */
  readonly serviceFailure?: string
  /** As the engine told it after the last probe. */
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy'
  readonly logs: { readonly stdout: string; readonly stderr: string }
  readonly peakMemoryBytes: number | undefined
}

export interface HttpObservation {
  readonly probe: string
  readonly method: string
  readonly path: string
  readonly port: number
  /** Undefined where the request got no answer. */
  readonly response:
    | {
        readonly status: number
        readonly type: string
        readonly location: string | undefined
        readonly headers: Readonly<Record<string, string>>
        /** False where it was cut: larger or longer than what is read of one answer. */
        readonly complete: boolean
        /** Text where it is text, else empty. */
        readonly body: string
        readonly sha256: string
        readonly bytes: number
      }
    | undefined
  readonly error: string | undefined
}

export interface RunObservation {
  readonly probe: string
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
  /** True where it printed more than is read. */
  readonly truncated: boolean
  /** The end of what it printed where that is not compared: for a message. */
  readonly said?: string
}

export interface Difference {
  /** `GET /assets/app.js`, `run --name x`, `SIGTERM`, `user`. */
  readonly probe: string
  /** `status`, `content-type`, `body`, `stdout`, `exit code`, … */
  readonly what: string
  readonly original: string
  readonly candidate: string
}

export type Basis = 'files+probes' | 'probes' | 'contract'

export interface Coverage {
  readonly probes: number
  readonly assets: number
  readonly runs: number
  /** Files compared, where files were. */
  readonly files: number
  readonly signals: readonly string[]
  /** Values that differ between runs of the original itself, and so were masked. */
  readonly masked: number
  readonly observations: number
  /** Paths that were asked and whose answers were compared, whatever their query. */
  readonly routes?: number | undefined
  /** Those answers by the class of their status: `{'2xx': 11, '4xx': 2}`. */
  readonly statuses?: Readonly<Record<string, number>> | undefined
  /** Bytes of the app's own files, and of those that were opened; known where it was traced. */
  readonly app?: { readonly present: number; readonly opened: number } | undefined
  /** What ran beside the app. */
  readonly services?: readonly string[] | undefined
}

/** The word alone is never shown: it comes with what it rests on. */
export interface Verdict {
  readonly kind: 'equivalent' | 'different' | 'inconclusive'
  readonly basis: Basis
  readonly differences: readonly Difference[]
  readonly coverage: Coverage
  /** For `inconclusive`: why, and what to declare in laststage.yaml. */
  readonly reasons: readonly string[]
  /** Worth knowing, and no reason against it. */
  readonly notes: readonly string[]
}
