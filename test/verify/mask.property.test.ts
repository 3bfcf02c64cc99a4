import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareText } from '../../src/verify/compare-text.ts'
import { learnMask } from '../../src/verify/mask.ts'
import { tokenize } from '../../src/verify/tokens.ts'

/** What noisy texts are made of, and what real ones have between it. */
const piece = fc.oneof(
  fc.constantFrom(
    '2026-11-25T19:20:07Z',
    '19:20:07',
    '25/Nov/2026:19:20:07 +0000',
    '1.2ms',
    '172.17.0.2',
    '0x7fff',
  ),
  fc.constantFrom(
    'ok',
    'error',
    'ready',
    '<p class="a">',
    '{"a": ',
    '[',
    ']',
    '}',
    ', ',
    ': ',
    ' ',
    '\n',
    '-',
    '/',
    '"',
    '',
  ),
  fc.nat().map(String),
  fc.uuid(),
  fc.stringMatching(/^[0-9a-f]{1,40}$/),
  fc.stringMatching(/^[\w+/]{0,30}={0,2}$/),
  fc.string({ maxLength: 5 }),
)
const text = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''))
const runs = { seed: 20_261_125, numRuns: 400 }

test('tokens together are the text again', () => {
  fc.assert(
    fc.property(text, whole => {
      expect(
        tokenize(whole)
          .map(token => token.text)
          .join(''),
      ).toBe(whole)
    }),
    runs,
  )
})

test('each run of the original fits what was learnt from it', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 4 }), originals => {
      const mask = learnMask(originals)
      for (const own of originals) expect(mask.check(own)).toEqual({ fit: 'fits' })
    }),
    runs,
  )
})

test('where the originals agree, any other text is different', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const { kind } = compareText([one, one, one], other, [])
      expect(kind).toBe(one === other ? 'same' : 'different')
    }),
    runs,
  )
})

test('a word that is not noise is never lost or added unseen', () => {
  const noisy = fc.tuple(text, text, text)
  fc.assert(
    fc.property(noisy, ([a, b, c]) => {
      const padding = 'all that the app always says, whatever the time is, '.repeat(20)
      const around = (noise: string, end: string): string => `${padding}${noise} ends ${end}`
      const { kind } = compareText(
        [around(a, 'well'), around(b, 'well'), around(c, 'well')],
        around(b, 'badly'),
        [],
      )
      expect(kind).not.toBe('same')
    }),
    runs,
  )
})
