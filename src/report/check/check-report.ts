import type { Range, Severity } from '../../dockerfile/source.ts'
import type { TextEdit } from '../../dockerfile/edit.ts'

/** What `laststage check` found: what every format shows, and `--format json` prints as it is. */
export interface CheckReport {
  readonly schemaVersion: 1
  readonly files: readonly CheckedFile[]
  /** What Compose and Bake files say of builds that cannot be told from here. */
  readonly notes: readonly { readonly file: string; readonly line: number; readonly message: string }[]
  readonly summary: {
    readonly errors: number
    readonly warnings: number
    readonly infos: number
    /** Of the findings, those with a safe fix, and those with one that needs a look. */
    readonly fixable: number
    readonly fixableUnsafe: number
    /** Fixes that `--fix` made. */
    readonly fixed: number
    readonly suppressed: number
  }
}

export interface CheckedFile {
  /** The Dockerfile as the user knows it. */
  readonly path: string
  /** For a Dockerfile that is written in a Compose or Bake file: the service or target there. */
  readonly within?: string
  /** What Compose and Bake files build from it. */
  readonly builds: readonly {
    readonly name: string
    readonly file: string
    readonly line: number
    /** The stage; the last one where absent. */
    readonly target?: string
  }[]
  /** In the order of the file; of the fixed text where `--fix` wrote one. */
  readonly findings: readonly CheckFinding[]
  /** What a pragma silenced. */
  readonly suppressed: readonly (CheckFinding & { readonly because?: string })[]
  /** What `--fix` did. */
  readonly fixed: readonly { readonly rule: string; readonly title: string; readonly line: number }[]
}

export interface CheckFinding {
  /** The rule's id, or the code of a fault of syntax. */
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  /** The Dockerfile, or another file of the context in which the fault stands. */
  readonly file: string
  readonly range: Range
  readonly help?: string
  readonly fix?: {
    readonly title: string
    readonly applicability: 'safe' | 'unsafe'
    /** Offsets in the file, in UTF-16 units. */
    readonly edits: readonly TextEdit[]
    /** Paths that it writes into `.dockerignore`. */
    readonly ignore?: readonly string[]
    /** What it changes in other files. */
    readonly elsewhere?: readonly {
      readonly file: string
      /** The file is not there yet. */
      readonly missing: boolean
      readonly edits: readonly TextEdit[]
    }[]
  }
}

/** What a format tells about a rule beside its findings. */
export interface RuleFacts {
  readonly id: string
  readonly title: string
  readonly family: string
  readonly severity: Severity
}

/** Counts the findings of all files. */
export function summaryOf(files: readonly CheckedFile[]): CheckReport['summary'] {
  const findings = files.flatMap(file => file.findings)
  const count = (wanted: (finding: CheckFinding) => boolean) => findings.filter(wanted).length
  return {
    errors: count(({ severity }) => severity === 'error'),
    warnings: count(({ severity }) => severity === 'warning'),
    infos: count(({ severity }) => severity === 'info'),
    fixable: count(({ fix }) => fix?.applicability === 'safe'),
    fixableUnsafe: count(({ fix }) => fix?.applicability === 'unsafe'),
    fixed: files.reduce((sum, file) => sum + file.fixed.length, 0),
    suppressed: files.reduce((sum, file) => sum + file.suppressed.length, 0),
  }
}
