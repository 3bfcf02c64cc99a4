import { expect, test } from 'vitest'
import * as v from 'valibot'
import type { VulnerabilityChange } from '../../src/measure/vulnerabilities.ts'
import { optimizedPage } from '../../src/report/html/optimized-page.ts'
import { optimizedComment } from '../../src/report/markdown/optimized.ts'
import { reportSchema } from '../../src/report/schema.ts'
import { renderReport } from '../../src/report/terminal/render.ts'
import { createStyle } from '../../src/report/terminal/style.ts'
import { candidate, report, size, verdict } from '../support/reports.ts'

const none = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 }
const scanned: VulnerabilityChange = {
  kind: 'scanned',
  scanner: 'grype',
  before: { ...none, critical: 2, low: 1 },
  after: { ...none, low: 1 },
  vanished: [
    { id: 'CVE-1', package: 'bash', version: '5.2', severity: 'critical' },
    { id: '<b>CVE-2', package: 'tar', version: '6', severity: 'critical' },
  ],
  appeared: [],
}

const style = createStyle({ color: false, unicode: true, width: 80 })
const context = { current: new Map<string, string>(), outcome: [] }
const told = (vulnerabilities?: VulnerabilityChange) => {
  const made = report({
    candidates: [candidate('staged', { size: size(1e6), verdict: verdict('equivalent') })],
    chosen: 'staged',
    ...(vulnerabilities && { vulnerabilities }),
  })
  return {
    made,
    text: renderReport(made, context, style),
    comment: optimizedComment(made, { ...context, budget: {}, diff: undefined }),
    page: optimizedPage(made, { ...context, images: undefined, receipt: undefined }, '1.2.3', {
      script: 'start()',
      style: 'p{}',
    }),
  }
}

test('optimize tells what a scanner knows of the original and the chosen image, in each form', () => {
  const { made, text, comment, page } = told(scanned)
  expect(v.is(reportSchema, JSON.parse(JSON.stringify(made)))).toBe(true)
  expect(text).toContain(`Known vulnerabilities  by grype
           before  after
 critical       2      0  -2
 low            1      1
 - CVE-1 critical bash 5.2
 - <b>CVE-2 critical tar 6
`)
  expect(comment).toContain('Known vulnerabilities by grype: 0 appeared, 2 vanished')
  expect(page).toContain('Known vulnerabilities')
  expect(page).toContain('&#60;b&#62;CVE-2')
})

test('where it knows of none, or could not look, that is said', () => {
  expect(told({ ...scanned, before: none, after: none, vanished: [] }).text).toContain(
    'Known vulnerabilities  by grype: none in either image',
  )
  const { text, comment, page } = told({ kind: 'unknown', why: 'neither trivy nor grype is installed' })
  for (const form of [text, comment, page])
    expect(form).toMatch(/not known[:,] neither trivy nor grype is installed/i)
})

test('nothing is said of it where it was not asked for', () => {
  const { text, comment, page } = told()
  for (const form of [text, comment, page]) expect(form).not.toContain('ulnerabilities')
})
