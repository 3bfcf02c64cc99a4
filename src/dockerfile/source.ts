/** A place in a text. `offset` counts UTF-16 units from 0; `line` and `column` count from 1, as editors show them. */
export interface Position {
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** A stretch of a text: `end` is the first place after it. */
export interface Range {
  readonly start: Position
  readonly end: Position
}

export type Severity = 'error' | 'warning' | 'info'

/** A problem of the user's file, with the place where it stands and, where there is one, what to do about it. */
export interface Diagnostic {
  /** Stable id, kebab-case: `no-from`, `unknown-instruction`. */
  readonly code: string
  readonly severity: Severity
  readonly message: string
  /** The file's path as the user knows it; relative to the app folder where it lies inside. */
  readonly file: string
  readonly range: Range
  readonly help?: string
}
