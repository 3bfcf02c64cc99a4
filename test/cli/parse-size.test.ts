import { expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { parseSize } from '../../src/cli/parse-size.ts'

test.each([
  ['1000000', 1_000_000],
  ['50MB', 50_000_000],
  ['1.5 GB', 1_500_000_000],
  ['64MiB', 67_108_864],
  ['10k', 10_000],
])('%s', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes)
})

test.each(['', 'MB', '-5MB', '5 apples', '5MB!', '1e6'])('%j is refused', text => {
  expect(() => parseSize(text)).toThrow(UserError)
})
