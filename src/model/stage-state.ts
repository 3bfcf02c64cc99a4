import type { StageScope } from '../dockerfile/scope.ts'
import type { Dialect } from '../shell/script.ts'

/** What changes from one instruction to the next. */
export interface StageState {
  readonly scope: StageScope
  /** Stages below this one. */
  readonly depth: number
  workdir: string
  workdirKnown: boolean
  user: string | undefined
  dialect: Dialect
}
