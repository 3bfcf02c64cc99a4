import { describe, expect, it } from 'vitest'
import { withFiles } from '../../src/app/memory-app.ts'
import { propose } from '../../src/rewrite/propose.ts'
import { acceptOutcome, expectedOf, fixtures, outcomeOf } from './fixtures.ts'

describe.each(fixtures().map(fixture => [fixture.name, fixture] as const))('%s', (_name, fixture) => {
  it('proposes what is expected', () => {
    if (process.env['ACCEPT_FIXTURES'] === '1') acceptOutcome(fixture)
    expect(outcomeOf(fixture.app)).toEqual(expectedOf(fixture))
  })

  it('has nothing to change in what it proposed', () => {
    for (const candidate of propose({ app: fixture.app }).candidates) {
      const again = propose({ app: withFiles(fixture.app, candidate.files) })
      expect(again.candidates.map(each => each.files)).toEqual([])
    }
  })
})
