/** What was seen of one container from start to end. */
export interface Observation {
  readonly ready: { readonly ms: number } | undefined
  /** What kind of program it is: one that serves, or one that ends by itself. */
  readonly http: readonly HttpObservation[]
  readonly runs: readonly RunObservation[]
  /** How it answered SIGTERM; undefined for a program that ended by itself. */
  readonly stop: { readonly ms: number; readonly exitCode: number; readonly killed: boolean } | undefined
  /** Why nothing could be seen, where nothing could. */
  readonly failure: string | undefined
  readonly logs: { readonly stdout: string; readonly stderr: string }
  readonly peakMemoryBytes: number | undefined
}

export interface HttpObservation {
  readonly probe: string
  readonly port: number
  /** Undefined where the request got no answer. */
  readonly response:
    | {
        readonly status: number
        readonly type: string
        readonly location: string | undefined
        readonly headers: Readonly<Record<string, string>>
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
