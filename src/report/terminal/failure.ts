import type { FailureReport } from '../report.ts'
import type { Style } from './style.ts'
import { wrap } from './text.ts'

/** A build that failed: the instruction's place, the step and the end of its log. */
export function renderFailure(what: string, failure: FailureReport, style: Style): readonly string[] {
  const where =
    failure.file === undefined
      ? ''
      : failure.line === undefined
        ? ` at ${failure.file}`
        : ` at ${failure.file}:${failure.line}`
  return [
    style.bad(`${what} does not build${where}`),
    ...wrap(failure.message, style.width - 2).map(line => `  ${line}`),
    ...(failure.step === undefined ? [] : [`  step: ${failure.step}`]),
    ...(failure.log ?? '')
      .split('\n')
      .filter(line => line.trim() !== '')
      .map(line => `  ${style.dim('|')} ${line}`),
  ]
}
