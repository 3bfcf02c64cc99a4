import type { Range } from '../dockerfile/source.ts'

export type Dialect = 'sh' | 'bash' | 'ash' | 'unknown'

/** A script read with the shell's own grammar. `commands` lists every simple command in order of appearance. */
export interface ShellScript {
  readonly text: string
  readonly dialect: Dialect
  readonly commands: readonly ShellCommand[]
  /** Why the script, or a part of it, could not be read. */
  readonly unknown: readonly { readonly reason: string; readonly range: Range }[]
  /** True where the script is one chain of simple commands joined by `&&` or `;`: no `||`, pipe, loop, condition, subshell, substitution or function. */
  readonly plain: boolean
}

export interface ShellCommand {
  /** `FOO=1` before the command. */
  readonly assignments: readonly { readonly key: string; readonly value: string | undefined }[]
  /** The command's name and arguments; `value` is undefined where a word holds an expansion. */
  readonly words: readonly ShellWord[]
  readonly range: Range
  /** How it follows the command before it: `&&`, `||`, `;`, `|`, `&`; undefined for the first. */
  readonly joinedBy: string | undefined
  readonly redirects: readonly {
    readonly operator: string
    readonly target: string | undefined
    readonly range: Range
  }[]
  /** Depth of compound commands, substitutions and functions around it; 0 at the top. */
  readonly depth: number
}

export interface ShellWord {
  readonly raw: string
  readonly value: string | undefined
  readonly range: Range
}
