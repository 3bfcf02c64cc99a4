import { expect, test } from 'vitest'
import { publishedFor } from '../../src/image/bases/architectures.ts'
import { baseFacts } from '../../src/image/bases/base-facts.ts'
import { propose } from '../../src/rewrite/propose.ts'
import type { Candidate } from '../../src/rewrite/candidate.ts'
import { checkDockerfile } from '../../src/rules/check-document.ts'
import { goNeedsLibc } from '../../src/rules/go-needs-libc/rule.ts'
import { shellFormWithoutShell } from '../../src/rules/shell-form-without-shell/rule.ts'
import { fixtures } from './fixtures.ts'

const rules = [shellFormWithoutShell, goNeedsLibc]

/** Candidates of all fixtures, by the base that a stack gave them. */
function byBase(): ReadonlyMap<string, readonly (readonly [fixture: string, candidate: Candidate])[]> {
  const found = new Map<string, [string, Candidate][]>()
  for (const { name, app } of fixtures())
    for (const candidate of propose({ app }).candidates) {
      // What the user named is the user's matter.
      const isUsers = app.read(candidate.dockerfile)?.includes(candidate.finalBase) === true
      if (candidate.strategy === 'tidy' || isUsers) continue
      found.set(candidate.finalBase, [...(found.get(candidate.finalBase) ?? []), [name, candidate]])
    }
  return found
}

test('every base that a stack names is in the catalogue, and has what its candidates need', () => {
  const bases = byBase()
  const unknown = [...bases.keys()].filter(base => baseFacts(base) === undefined)
  expect(unknown).toEqual([])
  // The platforms that nearly everybody builds for.
  const lacking = [...bases.keys()].filter(base => {
    const known = publishedFor(base)?.architectures
    return known !== undefined && !['amd64', 'arm64'].every(each => known.includes(each))
  })
  expect(lacking).toEqual([])
  for (const [fixture, candidate] of [...bases.values()].flat()) {
    const text = candidate.files[candidate.dockerfile] ?? ''
    const { findings } = checkDockerfile(text, candidate.dockerfile, { rules })
    const found = findings.filter(({ code }) => rules.some(({ id }) => id === code))
    expect([fixture, found]).toEqual([fixture, []])
  }
}, 60_000)
