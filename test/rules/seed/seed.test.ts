import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { withFiles } from '../../../src/app/memory-app.ts'
import { parseDockerfile } from '../../../src/dockerfile/parse.ts'
import { printDockerfile } from '../../../src/dockerfile/print.ts'
import { propose } from '../../../src/rewrite/propose.ts'
import { repair } from '../../../src/rewrite/repair.ts'
import { acceptSeedPage, readSeeds, seedPage, seedPagePath } from './seed.ts'

const seeds = readSeeds()

/** The faults that the article's author tells of, or walked past. */
const pits: Readonly<Record<string, readonly string[]>> = {
  'react-single': ['11 dev-server-shipped'],
  'react-multi': [
    '5 homepage-sub-path',
    '8 copy-all-before-install',
    '8 lost-continuation',
    '15 rm-frees-nothing',
  ],
  'java-single': ['2 no-from'],
  'java-multi': ['13 base-tag', '17 copy-wildcard-many-jars'],
  'go-single': ['9 install-without-lock-file'],
  'go-multi': ['8 install-without-lock-file'],
}

describe.each(seeds.map(seed => [seed.id, seed] as const))('%s', (id, { app, text, findings, mended }) => {
  it('is read without loss, and its pits are named at their lines', () => {
    expect(printDockerfile(parseDockerfile(text))).toBe(text)
    const named = findings.map(({ range, code }) => `${range.start.line} ${code}`)
    expect(named).toEqual(expect.arrayContaining([...(pits[id] ?? [])]))
  })

  it('is mended into a file without faults of syntax, from which a last stage is planned', () => {
    const faults = parseDockerfile(mended).diagnostics.filter(({ severity }) => severity === 'error')
    expect(faults).toEqual([])
    const proposal = propose({ app: withFiles(app, { Dockerfile: mended }) })
    expect(proposal.refused).toBeUndefined()
    expect(proposal.stacks).not.toEqual([])
  })

  it('is mended by optimize too where it could not be built', () => {
    const before = parseDockerfile(text)
    const broken = before.diagnostics.some(({ severity }) => severity === 'error')
    const repaired = repair(app, before)
    expect(repaired !== undefined).toBe(broken)
    if (repaired === undefined) return
    const faults = repaired.document.diagnostics.filter(({ severity }) => severity === 'error')
    expect(faults).toEqual([])
  })
})

it('has a page that is up to date', () => {
  if (process.env['ACCEPT_FIXTURES'] === '1') acceptSeedPage(seeds)
  expect(seedPage(seeds)).toBe(readFileSync(seedPagePath, 'utf8'))
})
