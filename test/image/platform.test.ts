import { expect, test } from 'vitest'
import { checkPlatform, fitsPlatform } from '../../src/image/archive/platform.ts'
import { parseImageDocument } from '../../src/image/config.ts'

test.each([
  ['linux/amd64', 'linux/amd64', true],
  ['linux/arm64/v8', 'linux/arm64', true],
  ['linux/arm64', 'linux/arm64/v8', true],
  ['linux/arm/v7', 'linux/arm', true],
  ['linux/arm/v7', 'linux/arm/v6', false],
  ['linux/arm', 'linux/arm64', false],
  ['linux/arm64/v8', 'linux/arm', false],
])('%s for %s: %s', (there, wanted, fits) => {
  expect(fitsPlatform(there, wanted)).toBe(fits)
})

test('a configuration that names no variant fits them all', () => {
  expect(() => checkPlatform(arm(), 'linux/arm/v6')).not.toThrow()
  expect(() => checkPlatform(arm('v6'), 'linux/arm/v6')).not.toThrow()
  expect(() => checkPlatform(arm('v7'), 'linux/arm/v6')).toThrow('this one is for linux/arm/v7')
})

function arm(variant?: string) {
  return parseImageDocument(Buffer.from(JSON.stringify({ os: 'linux', architecture: 'arm', variant })))
}
