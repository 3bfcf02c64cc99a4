import type { Config } from '../config/config.ts'
import type { Change } from '../model/change.ts'
import type { ProbePlan } from './probes.ts'
import type { Basis, Observation } from './verdict.ts'

/** All that a verdict is made of. */
export interface Evidence {
  /** At least two runs of the original, each on fresh volumes; one is enough for `contract`. */
  readonly originals: readonly Observation[]
  readonly candidate: Observation
  /** What was sent to all of them. */
  readonly plan: ProbePlan
  readonly basis: Basis
  readonly config: Config
  /** What the candidate says that it changes: a named change of user or health check is no difference. */
  readonly changes: readonly Change[]
}
