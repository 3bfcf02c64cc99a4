import type { Diagnostic } from '../dockerfile/source.ts'
import type { PassedOver } from '../image/bases/choose-base.ts'
import type { Change, Evidence } from '../model/change.ts'

export type Strategy = 'tidy' | 'staged' | 'closure'

/** A proposed set of files, each change explained. */
export interface Candidate {
  /** Unique within a report: `staged-jlink`. */
  readonly id: string
  readonly strategy: Strategy
  readonly title: string
  /** Whole contents by path relative to the app folder; `Dockerfile` is always there, under the user's own name for it. */
  readonly files: Readonly<Record<string, string>>
  /** The key in `files` of the Dockerfile. */
  readonly dockerfile: string
  readonly changes: readonly Change[]
  readonly diagnostics: readonly Diagnostic[]
  /** Image references that the candidate's last stage stands on, for estimates: `[]` for scratch. */
  readonly finalBase: string
  /** Smaller base images, and what they lack; absent where the stack named the base itself. */
  readonly passedOver?: readonly PassedOver[]
  /** Why the original is no reference for behaviour, where it is none. */
  readonly contractOnly?: string
}

/** What proposing answers. Pure data; the same input gives the same answer. */
export interface Proposal {
  readonly stacks: readonly {
    readonly id: string
    readonly title: string
    readonly evidence: readonly Evidence[]
  }[]
  /** The user's Dockerfile, or undefined where there is none. */
  readonly original:
    | {
        readonly path: string
        readonly text: string
        /** The smallest mending that makes it build, where it does not as it stands. */
        readonly repaired?: { readonly text: string; readonly changes: readonly Change[] }
      }
    | undefined
  readonly candidates: readonly Candidate[]
  /** Of the original. */
  readonly diagnostics: readonly Diagnostic[]
  /** Why no stack plans anything; `lean` where there is nothing left to plan. */
  readonly refused?: { readonly reason: string; readonly lean?: boolean }
}
