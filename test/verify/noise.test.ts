import { describe, expect, test } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { compareText } from '../../src/verify/compare-text.ts'
import { observeOriginal, prove } from '../../src/verify/prove.ts'
import { noiseCases } from './noise-cases.ts'
import { type StubImage, stubEngine } from './stub-engine.ts'

test('at least 20 noisy apps are planted, each with a difference hidden in its noise', () => {
  expect(noiseCases.length).toBeGreaterThanOrEqual(20)
  expect(new Set(noiseCases.map(({ name }) => name)).size).toBe(noiseCases.length)
})

describe('noise that the original itself shows is no difference', () => {
  test.each(noiseCases)('$name', ({ originals, alike }) => {
    expect(new Set(originals).size, 'the originals have to vary').toBeGreaterThan(1)
    expect(originals).not.toContain(alike)
    expect(compareText(originals, alike, [])).toMatchObject({ kind: 'same' })
  })

  test.each(noiseCases)('$name: each run of the original is like the others', ({ originals }) => {
    for (const own of originals) expect(compareText(originals, own, [])).toMatchObject({ kind: 'same' })
  })
})

describe('a real difference in the noise is found', () => {
  test.each(noiseCases)('$name: $differs.0', ({ originals, differs }) => {
    expect(compareText(originals, differs[1], [])).toMatchObject({ kind: 'different' })
  })
})

const config: Config = { http: [{ method: 'GET', path: '/item' }] }
/** Answers with the next text on each start. */
const appOf = (...texts: readonly string[]): StubImage => ({
  config: { exposedPorts: ['8080/tcp'] },
  serve: run => (_, response) => void response.end(texts[(run - 1) % texts.length]),
})
const verdictOf = async (originals: readonly string[], candidate: string): Promise<string> => {
  const engine = stubEngine({ original: appOf(...originals), candidate: appOf(candidate) })
  const reference = await observeOriginal({ engine, config, image: 'original' })
  const proof = await prove({ engine, config, reference, candidate: 'candidate', basis: 'probes' })
  return proof.verdict.kind
}

describe('whole apps', () => {
  test.each(noiseCases)('$name: comparable in spite of it', async ({ originals, alike }) => {
    expect(await verdictOf(originals, alike)).toBe('equivalent')
  })

  test.each(noiseCases)('$name: $differs.0 is found', async ({ originals, differs }) => {
    expect(await verdictOf(originals, differs[1])).toBe('different')
  })
})

test('without noise nothing is masked: a date counts as any other text', () => {
  const result = compareText(['built 2026-11-25', 'built 2026-11-25'], 'built 2026-11-26', [])
  expect(result).toMatchObject({
    kind: 'different',
    masked: 0,
    original: 'built 2026-11-25',
    candidate: 'built 2026-11-26',
  })
})

test('more than a fifth of noise says nothing, but a difference in it is one still', () => {
  const originals = [
    '{"now":"2026-11-25T19:20:07Z"}',
    '{"now":"2026-11-25T19:20:31Z"}',
    '{"now":"2026-11-25T19:21:02Z"}',
  ]
  expect(compareText(originals, '{"now":"2026-11-25T19:22:00Z"}', [])).toMatchObject({ kind: 'unclear' })
  expect(compareText(originals, '{"error":"clock"}', [])).toMatchObject({ kind: 'different' })
})

test('of a word that was never seen nothing is assumed', () => {
  const padding = 'Welcome to the shop of teas, where each day brings another cup. '.repeat(3)
  const originals = ['sencha', 'assam', 'oolong'].map(tea => `${padding}Today: ${tea}.`)
  expect(compareText(originals, `${padding}Today: assam.`, [])).toMatchObject({ kind: 'same' })
  expect(compareText(originals, `${padding}Today: exception.`, [])).toMatchObject({ kind: 'unclear' })
  expect(compareText(originals, `${padding}Tomorrow: assam.`, [])).toMatchObject({ kind: 'different' })
})

test('what the user declares to be noise is not compared', () => {
  const ignore = [/build \w+/g]
  expect(compareText(['build abc ok', 'build abc ok'], 'build xyz ok', ignore)).toMatchObject({
    kind: 'same',
  })
  expect(compareText(['build abc ok', 'build abc ok'], 'build xyz failed', ignore)).toMatchObject({
    kind: 'different',
  })
})
