import { describe, expect, test } from 'vitest'
import { describeError, exitCodeOf } from '../../src/cli/exit.ts'
import { BuildFailure, EngineError, UserError } from '../../src/errors.ts'
import { createStyle } from '../../src/report/terminal/style.ts'
import { range } from '../support/reports.ts'

const style = createStyle({ color: false, unicode: true, width: 80 })
const aborted = (): unknown => {
  const abort = new AbortController()
  abort.abort()
  return abort.signal.reason
}
const failure = new BuildFailure('RUN npm ci failed with exit code 1', {
  file: 'Dockerfile',
  range: range(7),
  step: '[3/7] RUN npm ci',
  log: 'npm error ERESOLVE\nnpm error see above',
})

describe('exit codes', () => {
  test.each([
    ['the user’s mistake', new UserError('x', 'no'), 2],
    ['an engine that may answer later', new EngineError('down', { transient: true }), 75],
    ['an engine that will not', new EngineError('down', { transient: false }), 1],
    ['a build that failed', failure, 1],
    ['Ctrl-C', aborted(), 130],
    ['our own bug', new TypeError('x is undefined'), 1],
  ])('%s', (_, error, code) => {
    expect(exitCodeOf(error)).toBe(code)
  })
})

describe('messages', () => {
  test('a mistake comes with a hint and without a stack', () => {
    expect(
      describeError(new UserError('bad-size', '"5 apples" is not a size', 'Write it as 50MB.'), style),
    ).toBe('error: "5 apples" is not a size\n  hint: Write it as 50MB.\n')
  })

  test('a failed build names the line and shows the log', () => {
    expect(describeError(failure, style)).toBe(
      'error: RUN npm ci failed with exit code 1\n  at Dockerfile:7\n  npm error ERESOLVE\n  npm error see above\n',
    )
  })

  test('our own bug shows its stack', () => {
    expect(describeError(new TypeError('x is undefined'), style)).toMatch(
      /^laststage has a bug: TypeError: x is undefined\n {4}at /,
    )
  })
})
