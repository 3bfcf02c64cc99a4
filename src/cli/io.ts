import type { Terminal } from './explorer/terminal.ts'
import type { Style } from '../report/terminal/style.ts'
import { createStyle } from '../report/terminal/style.ts'

/** Everything of the process that a command may use; tests pass their own. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Asks a person one line; absent where nobody is at a terminal. */
  readonly ask?: ((question: string) => Promise<string>) | undefined
  /** The whole screen and its keys; absent where nobody is at a terminal. */
  readonly openTerminal?: (() => Promise<Terminal>) | undefined
  /** All of standard input, as text. */
  readonly readInput?: (() => Promise<string>) | undefined
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

export interface Output {
  readonly isTTY: boolean
  readonly columns: number | undefined
  write(text: string): void
}

export type ColorChoice = 'auto' | 'always' | 'never'

/** The style for an output: flags first, then NO_COLOR and FORCE_COLOR, then whether it is a terminal. */
export function styleFor(output: Output, io: Io, choice: ColorChoice): Style {
  return createStyle({
    color: wantsColor(output, io.env, choice),
    unicode: speaksUnicode(io.env),
    width: Math.max(40, Math.min(output.columns ?? 80, 120)),
  })
}

export function wantsColor(output: Output, env: Io['env'], choice: ColorChoice): boolean {
  if (choice !== 'auto') return choice === 'always'
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  return output.isTTY && env['TERM'] !== 'dumb'
}

/** Unicode unless the locale says otherwise: containers often have no locale at all, and terminals that show it. */
export function speaksUnicode(env: Io['env']): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG']
  if (locale === undefined || locale === '') return env['TERM'] !== 'linux'
  return /utf-?8/i.test(locale)
}
