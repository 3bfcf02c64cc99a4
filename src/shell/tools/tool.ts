/** A command that we know, as data. */
export interface Tool {
  /** The command's names; the first one names the manager in findings. */
  readonly names: readonly string[]
  /** Flags before the subcommand that take the next word as their value. */
  readonly valueFlags?: readonly string[]
  /** `cargo +nightly build` */
  readonly plusFlags?: boolean
  readonly subcommands?: Readonly<Record<string, Action>>
  /** What it does without a subcommand, or with one that is not listed. */
  readonly action?: Action
}

/** What a command does. */
export interface Action {
  readonly does: /** Nothing that lasts: it prints, tests, sets something of the shell. */
    | 'nothing'
    /** Its operands are packages. */
    | 'installs'
    /** It runs the project's own build or install. */
    | 'runs-project'
    /** Its operands are URLs. */
    | 'downloads'
    /** Only what `writes`, `removes` and `operands` say. */
    | 'files'
    | 'unknown'
  readonly reason?: string
  /** The manager's name in `installs-packages`, where it is not the tool's. */
  readonly manager?: string
  readonly network?: boolean
  /** Flags with which it needs no network. */
  readonly offlineFlags?: readonly string[]
  /** Flags that take the next word as their value. */
  readonly valueFlags?: readonly string[]
  /** Long flags begin with one dash (`go build -o x -ldflags y`), so letters are not split. */
  readonly longDash?: boolean
  /** Flags whose value is a file that it writes. */
  readonly outputFlags?: readonly string[]
  /** Paths that it writes, or removes, whatever its arguments are. */
  readonly writes?: readonly string[]
  readonly removes?: readonly string[]
  /** What the operands mean, for `files`. `rest` leaves out the first `skip` (1). */
  readonly operands?: {
    readonly which: 'all' | 'last' | 'rest'
    readonly kind: 'writes' | 'removes' | 'changes-directory'
    readonly skip?: number
  }
}

export const NOTHING: Action = { does: 'nothing' }
