import type { AppFiles } from '../../src/app/app-files.ts'
import type { Candidate } from '../../src/rewrite/candidate.ts'
import { describe, expect, it } from 'vitest'
import { withFiles } from '../../src/app/memory-app.ts'
import { propose } from '../../src/rewrite/propose.ts'
import { acceptOutcome, expectedOf, fixtures, outcomeOf } from './fixtures.ts'

/** Without the tidied stages: those can still be staged, and what a user wrote into a last stage may still be tidied. */
function staged(app: AppFiles): readonly Candidate[] {
  return propose({ app }).candidates.filter(({ strategy }) => strategy !== 'tidy')
}

describe.each(fixtures().map(fixture => [fixture.name, fixture] as const))('%s', (_name, fixture) => {
  it('proposes what is expected', () => {
    if (process.env['ACCEPT_FIXTURES'] === '1') acceptOutcome(fixture)
    expect(outcomeOf(fixture.app)).toEqual(expectedOf(fixture))
  })

  it('has nothing to change in what it proposed', () => {
    for (const candidate of staged(fixture.app)) {
      const again = staged(withFiles(fixture.app, candidate.files))
      expect(again.map(each => each.files)).toEqual([])
    }
  })
})
