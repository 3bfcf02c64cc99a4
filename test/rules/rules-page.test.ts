import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { rulesPage, unanswered } from '../../scripts/rules-page/rules-page.ts'

const page = new URL('../../docs/rules.md', import.meta.url)

it('the page of rules is up to date', () => {
  if (process.env['ACCEPT_FIXTURES'] === '1') writeFileSync(page, rulesPage())
  expect(rulesPage()).toBe(readFileSync(page, 'utf8'))
})

it('every check of BuildKit and hadolint has a counterpart, or a sentence why not', () => {
  expect(unanswered()).toEqual([])
})
