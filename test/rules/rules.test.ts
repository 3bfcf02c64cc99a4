import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { rules } from '../../src/rules/index.ts'
import {
  acceptFixture,
  expectedFindings,
  expectedText,
  findingsOf,
  fixedOf,
  fixturesOf,
  ignoredOf,
  ruleFolders,
  rulesFolder,
} from './fixtures.ts'

const sections = ['What it does', 'Why', 'Example', 'Fix safety', 'When not to use it']

it('lists every folder of a rule, each once', () => {
  expect(rules.map(({ id }) => id).sort()).toEqual([...ruleFolders()].sort())
})

function faults(text: string): readonly unknown[] {
  return parseDockerfile(text).diagnostics.filter(each => each.severity === 'error')
}

describe.each(rules.map(rule => [rule.id, rule] as const))('%s', (id, rule) => {
  it('has its parts: a page with every section, a case in which it speaks and one in which it is silent', () => {
    const page = join(rulesFolder, id, 'README.md')
    const headings = existsSync(page) ? readFileSync(page, 'utf8').match(/^##? .*$/gm) : []
    expect(headings).toEqual([`# ${id}`, ...sections.map(section => `## ${section}`)])
    const counts = fixturesOf(rule).map(fixture => findingsOf(fixture, rule).length)
    expect(Math.max(0, ...counts)).toBeGreaterThan(0)
    expect(counts).toContain(0)
  })

  it.each(fixturesOf(rule).map(fixture => [fixture.name, fixture] as const))('%s', (_name, fixture) => {
    if (process.env['ACCEPT_FIXTURES'] === '1') acceptFixture(fixture, rule)
    expect(findingsOf(fixture, rule)).toEqual(expectedFindings(fixture))
    const fixed = fixedOf(fixture)
    expect(fixed).toEqual(expectedText(fixture))
    expect(ignoredOf(fixture)).toEqual(expectedText(fixture, 'fixed.dockerignore'))
    if (fixed === undefined) return
    expect(fixedOf({ ...fixture, text: fixed })).toBeUndefined()
    expect(faults(fixed).length).toBeLessThanOrEqual(faults(fixture.text).length)
  })
})
