import type { Diagnostic } from '../dockerfile/source.ts'
import type { ImageSize } from '../measure/image-stats.ts'
import type { RebuildFigures } from '../measure/rebuild/figures.ts'
import type { Surface } from '../measure/surface.ts'
import type { VulnerabilityChange } from '../measure/vulnerabilities.ts'
import type { Change, Evidence } from '../model/change.ts'
import type { Strategy } from '../rewrite/candidate.ts'
import type { Hardening } from '../verify/harden.ts'
import type { Verdict } from '../verify/verdict.ts'

/** What `--json` prints and every reporter shows. Its JSON Schema is `schemas/report.schema.json`. */
export interface Report {
  readonly schemaVersion: 1
  readonly app: {
    readonly name: string
    readonly stacks: readonly {
      readonly id: string
      readonly title: string
      readonly evidence: readonly Evidence[]
    }[]
  }
  readonly original: {
    /** The text as it stands; null where there is no Dockerfile. */
    readonly dockerfile: string | null
    readonly path: string
    readonly repaired?: { readonly dockerfile: string; readonly changes: readonly Change[] }
    readonly diagnostics: readonly Diagnostic[]
    readonly size?: ImageSize
    readonly base?: BaseEstimate
    /** What somebody finds who gets in. */
    readonly surface?: Surface
    readonly buildMs?: number
    readonly readyMs?: number
    /** While it was observed, from its control group. */
    readonly peakMemoryBytes?: number
    /** Where it was asked for. */
    readonly rebuild?: RebuildFigures
    /** Why it could not be built, and so nothing could be proved. */
    readonly failure?: FailureReport
  }
  readonly candidates: readonly CandidateReport[]
  readonly chosen: string | null
  readonly whyChosen: string
  readonly refused?: { readonly reason: string }
  readonly engine?: {
    readonly name: string
    readonly version: string
    readonly platform: string
    readonly standIns: boolean
  }
  /** Bytes of the files that the original was seen to use, of all that its image has; known where it was traced. */
  readonly floor?: { readonly needed: number; readonly image: number }
  /** With how little the chosen image answers alike, where that was asked for. */
  readonly hardening?: Hardening
  /** What a scanner knows of the original and the chosen image, where one was asked. No verdict rests on it. */
  readonly vulnerabilities?: VulnerabilityChange
  /** Lines for laststage.yaml, where too little was asked to prove anything. */
  readonly suggestedConfig?: string
  /** Why the report has no proof where one was asked for, and other things that a reader must know. */
  readonly notes: readonly string[]
}

/** The image that the last stage stands on, where nothing was built: what is known of its size, without the app. */
export interface BaseEstimate {
  readonly image: string
  /** Bytes on linux/amd64; each absent where nobody recorded it. */
  readonly unpacked?: number
  readonly compressed?: number
  /** The image that was recorded, where it stands for another version. */
  readonly as?: string
  readonly source?: string
  /** YYYY-MM-DD */
  readonly asOf?: string
  /** Where the registry was asked: then `compressed` is its word, and for this platform. */
  readonly registry?: { readonly name: string; readonly digest: string; readonly platform: string }
  /** Smaller images that were passed over, smallest first, and what they lack. */
  readonly passedOver?: readonly { readonly image: string; readonly lacks: readonly string[] }[]
}

/** A build that failed: what, where, and the end of its log. */
export interface FailureReport {
  readonly message: string
  readonly file?: string
  readonly line?: number
  readonly step?: string
  readonly log?: string
}

export interface CandidateReport {
  readonly id: string
  readonly strategy: Strategy
  readonly title: string
  readonly files: Readonly<Record<string, string>>
  readonly dockerfile: string
  readonly changes: readonly Change[]
  readonly diagnostics: readonly Diagnostic[]
  readonly size?: ImageSize
  readonly base?: BaseEstimate
  readonly surface?: Surface
  readonly buildMs?: number
  readonly readyMs?: number
  readonly peakMemoryBytes?: number
  /** Of the chosen one, where it was asked for. */
  readonly rebuild?: RebuildFigures
  readonly verdict?: Verdict
  readonly failure?: FailureReport
}
