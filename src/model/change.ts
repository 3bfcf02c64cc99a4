import type { Range } from '../dockerfile/source.ts'

/** Where a fact was read. `range` is absent for a fact about a whole file (that it exists). */
export interface Evidence {
  readonly file: string
  readonly range?: Range
  /** What was read there, in a few words: `go 1.23`, `"build": "vite build"`. */
  readonly fact: string
}

/**
 * - `safe`: the built files and what they do cannot change.
 * - `needs-verification`: bytes, rights or the runtime change; the proof has to say that behaviour does not.
 * - `suggestion`: for the user to decide; never applied by itself.
 */
export type Applicability = 'safe' | 'needs-verification' | 'suggestion'

/** One thing that a candidate does to the user's Dockerfile, and why. */
export interface Change {
  readonly id: string
  readonly title: string
  readonly because: string
  readonly evidence: readonly Evidence[]
  readonly applicability: Applicability
  /** Names a set of files that was replaced as a whole (a runtime, a libc), so that the proof compares only the rest. */
  readonly replaces?: { readonly what: string; readonly by: string }
}
