import { BuildFailure, EngineError, UserError } from '../errors.ts'
import type { Style } from '../report/terminal/style.ts'
import { systemTrouble } from './system-trouble.ts'

/** What the command's exit code tells a script. */
export const exitCode = {
  ok: 0,
  /** Findings, an app that does not build, a verification that failed or decided nothing. */
  findings: 1,
  usage: 2,
  /** Trying again may help (sysexits' EX_TEMPFAIL). */
  transient: 75,
  /** 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const

/** The exit code for what was thrown. */
export function exitCodeOf(error: unknown): number {
  if (isAbort(error)) return exitCode.interrupted
  if (error instanceof UserError) return exitCode.usage
  if (error instanceof EngineError) return error.transient ? exitCode.transient : exitCode.findings
  return systemTrouble(error)?.isUsage === true ? exitCode.usage : exitCode.findings
}

/** What a person reads about it: the user's mistake without a stack, our own bug with it. */
export function describeError(error: unknown, style: Style): string {
  if (error instanceof BuildFailure) {
    const line = error.range === undefined ? '' : `:${error.range.start.line}`
    return `${style.bad('error:')} ${error.message}\n  at ${error.file}${line}\n${indent(error.log)}`
  }
  if (error instanceof UserError || error instanceof EngineError) {
    const hint = error.hint === undefined ? '' : `  ${style.dim('hint:')} ${error.hint}\n`
    return `${style.bad('error:')} ${error.message}\n${hint}`
  }
  const trouble = systemTrouble(error)
  if (trouble !== undefined)
    return `${style.bad('error:')} ${trouble.message}\n  ${style.dim('hint:')} ${trouble.hint}\n`
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `${style.bad('laststage has a bug:')} ${stack}\n`
}

/** True for what an aborted operation throws. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

function indent(text: string): string {
  return text
    .split('\n')
    .map(line => `  ${line}\n`)
    .join('')
}
