import { describe, expect, test } from 'vitest'
import { chooseProved, chooseUnproved } from '../../src/optimize/choose.ts'
import { candidate, size, verdict } from '../support/reports.ts'

const proved = (id: string, bytes: number, more = {}) =>
  candidate(id, { size: size(bytes), verdict: verdict('equivalent'), ...more })

describe('chooseProved', () => {
  test('takes the smallest that was proved, never a smaller one that was not', () => {
    const choice = chooseProved(
      [
        proved('distroless', 200e6),
        proved('jlink', 47e6),
        candidate('scratch', { size: size(1e6), verdict: verdict('different') }),
        candidate('musl', { size: size(2e6), verdict: verdict('inconclusive') }),
        candidate('unmeasured', { verdict: verdict('equivalent') }),
      ],
      size(600e6),
    )
    expect(choice).toEqual({
      chosen: 'jlink',
      why: 'the smallest that was proved; distroless has 200 MB, scratch differs, musl is not proved, unmeasured is not proved',
    })
  })

  test('prefers the more readable of two that are about as small', () => {
    const closure = proved('closure', 10.0e6, { strategy: 'closure' })
    const staged = proved('staged', 10.1e6)
    expect(chooseProved([closure, staged], size(600e6))).toEqual({
      chosen: 'staged',
      why: 'as small as the smallest that was proved, and easier to read; closure has 10.0 MB',
    })
    expect(chooseProved([closure, proved('staged', 11e6)], size(600e6)).chosen).toBe('closure')
  })

  test('of two stagings as small as each other, the shorter is more readable', () => {
    const long = proved('long', 10e6, { files: { Dockerfile: 'FROM scratch\n\n\n\n' } })
    const short = proved('short', 10e6, { files: { Dockerfile: 'FROM scratch\n' } })
    expect(chooseProved([long, short], undefined).chosen).toBe('short')
  })

  test('leaves an original alone that is as small as what was proved', () => {
    expect(chooseProved([proved('staged', 10e6)], size(10e6))).toEqual({
      chosen: null,
      why: 'No candidate that was proved is smaller than the original.',
    })
  })

  test.each([
    [[], 'There is nothing to change.'],
    [[candidate('a', { failure: { message: 'exit 1' } })], 'No candidate could be built.'],
    [
      [candidate('a', { size: size(1), verdict: verdict('different') })],
      'No candidate was proved: none behaves as the original does.',
    ],
    [
      [candidate('a', { size: size(1), verdict: verdict('inconclusive') })],
      'No candidate was proved: what was seen decides nothing.',
    ],
  ])('says why nothing is chosen %#', (candidates, why) => {
    expect(chooseProved(candidates, size(5))).toEqual({ chosen: null, why })
  })
})

describe('chooseUnproved', () => {
  test('takes the first and says that it is not proved', () => {
    expect(chooseUnproved([candidate('nginx'), candidate('tiny')])).toEqual({
      chosen: 'nginx',
      why: 'the first of the candidates; not proved, since nothing was built',
    })
    expect(chooseUnproved([])).toEqual({ chosen: null, why: 'There is nothing to change.' })
  })
})

test('tidied stages are taken where they are as small as the original, and not where they are larger', () => {
  const tidy = proved('tidy', 10.0e6, { strategy: 'tidy' })
  expect(chooseProved([tidy], size(10e6))).toEqual({
    chosen: 'tidy',
    why: 'as small as the original, with the safe fixes of check',
  })
  expect(chooseProved([proved('tidy', 10.1e6, { strategy: 'tidy' })], size(10e6)).chosen).toBeNull()
})
