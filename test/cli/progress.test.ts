import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { plainProgress, terminalProgress } from '../../src/cli/progress.ts'
import { styleFor } from '../../src/cli/io.ts'
import type { Detail } from '../../src/optimize/progress.ts'
import { fakeIo } from '../support/fake-io.ts'

/** A clock that goes on by seven seconds each time it is asked. */
function clock(): () => number {
  let now = 0
  return () => (now += 7000)
}

const work = async (detail: Detail): Promise<string> => {
  detail('[2/3] RUN npm ci', 'step')
  detail('[2/3] RUN npm ci: added \u001b[31m5 packages', 'moment')
  return 'result'
}

test('in a pipe: a line for each step, none for a moment', async () => {
  const io = fakeIo()
  expect(await plainProgress(io.stderr, clock()).task('building original', work)).toBe('result')
  expect(io.err()).toBe(
    'building original\nbuilding original [2/3] RUN npm ci\nbuilding original: done, 7.0 s\n',
  )
})

test('on a terminal: one line that moves and is left behind with its time', async () => {
  const io = fakeIo({ isTTY: true })
  const progress = terminalProgress(io.stderr, styleFor(io.stderr, io, 'never'), clock())
  expect(await progress.task('building original', work)).toBe('result')
  const lines = io
    .err()
    .split('\r')
    .map(line => stripVTControlCharacters(line))
  expect(lines.some(line => line.includes('RUN npm ci: added'))).toBe(true)
  expect(lines.at(-1)).toMatch(/^ ✓ building original {2}\d+ s\n$/)
  expect(io.err()).not.toContain('\u001b[31m')
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
})

test('what fails is left behind as failed, and the error goes on', async () => {
  const io = fakeIo({ isTTY: true })
  const progress = terminalProgress(io.stderr, styleFor(io.stderr, io, 'never'), clock())
  const failing = progress.task('building original', async () => {
    throw new Error('no space left')
  })
  await expect(failing).rejects.toThrow('no space left')
  expect(io.err()).toMatch(/ ✗ building original\n$/)
})
