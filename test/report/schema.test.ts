import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { expect, expectTypeOf, test } from 'vitest'
import { reportJsonSchema } from '../../scripts/report-json-schema.ts'
import type { Report } from '../../src/report/report.ts'
import { reportSchema } from '../../src/report/schema.ts'
import { candidate, range, report, size, verdict } from '../support/reports.ts'

const full = report({
  app: {
    name: 'a',
    stacks: [{ id: 'go', title: 'Go', evidence: [{ file: 'go.mod', range: range(1), fact: 'go 1.23' }] }],
  },
  candidates: [
    candidate('staged', {
      size: size(5, { excludes: ['what the build adds'] }),
      verdict: verdict('different', {
        differences: [{ probe: 'GET /', what: 'status', original: '200', candidate: '404' }],
      }),
    }),
    candidate('broken', { failure: { message: 'exit 1', file: 'Dockerfile', line: 3 } }),
  ],
  chosen: 'staged',
  refused: { reason: 'unknown' },
})

test('a report fits its schema, and nothing of it is left out of the schema', () => {
  const parsed = v.parse(reportSchema, full)
  // Valibot drops what a schema does not name.
  expect(parsed).toEqual(full)
})

test('the schema and the type name the same parts', () => {
  type Parsed = v.InferOutput<typeof reportSchema>
  expectTypeOf<keyof Parsed>().toEqualTypeOf<keyof Report>()
  expectTypeOf<keyof Parsed['candidates'][number]>().toEqualTypeOf<keyof Report['candidates'][number]>()
  expectTypeOf<keyof Parsed['original']>().toEqualTypeOf<keyof Report['original']>()
  expect(Object.keys(reportSchema.entries)).toContain('schemaVersion')
})

test('the published schema is the one that the code checks', () => {
  expect(readFileSync('schemas/report.schema.json', 'utf8')).toBe(reportJsonSchema())
})
