import type { Difference } from './verdict.ts'

/** What a comparison of one probe came to. Facts only; `judge` makes the verdict of them. */
export interface Finding {
  readonly probe: string
  /** False where nothing can be said about the probe; then it counts for nothing. */
  readonly conclusive: boolean
  readonly differences: readonly Difference[]
  readonly notes: readonly string[]
  /** Why it is inconclusive. */
  readonly reason: string | undefined
  readonly masked: number
}

export function difference(probe: string, what: string, original: string, candidate: string): Difference {
  return { probe, what, original, candidate }
}
