import { readFileSync } from 'node:fs'
import { type Schema, Validator } from '@cfworker/json-schema'
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' }
import * as v from 'valibot'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { checkJsonSchema } from '../../scripts/check-json-schema.ts'
import { type CheckReport, summaryOf } from '../../src/report/check/check-report.ts'
import { checkSchema } from '../../src/report/check/check-schema.ts'
import { renderGithub } from '../../src/report/check/github.ts'
import { renderSarif } from '../../src/report/check/sarif.ts'
import { checkDockerfile } from '../../src/rules/check-document.ts'
import { rules } from '../../src/rules/index.ts'

const text = `FROM node
# laststage ignore=npm-cache-left because we measure it
RUN npm ci
RUN apt-get update && apt-get install curl
RUN npm --version &&
node --version
NONSENSE
ENV A 1
COPY ["a" /b
USER 1
`
const { findings, suppressed } = checkDockerfile(text, 'a b/Dockerfile')
const files: CheckReport['files'] = [
  {
    path: 'a b/Dockerfile',
    within: 'service web',
    builds: [
      { name: 'service web', file: 'compose.yaml', line: 3, target: 'api' },
      { name: 'target app', file: 'docker-bake.hcl', line: 1 },
    ],
    findings: [
      ...findings.map(({ code, ...rest }) => ({ rule: code, ...rest })),
      {
        rule: 'homepage-sub-path',
        severity: 'error',
        message: 'x',
        file: 'package.json',
        range: findings[0]?.range ?? {
          start: { offset: 0, line: 1, column: 1 },
          end: { offset: 0, line: 1, column: 1 },
        },
        help: 'y',
        fix: {
          title: 'Write .git into .dockerignore',
          applicability: 'safe',
          edits: [],
          ignore: ['.git'],
          elsewhere: [
            { file: 'a b/.dockerignore', missing: false, edits: [{ from: 5, to: 5, text: '.git\n' }] },
          ],
        },
      },
    ],
    suppressed: suppressed.map(({ code, ...rest }) => ({ rule: code, ...rest })),
    fixed: [{ rule: 'base-tag', title: 'x', line: 1 }],
  },
]
const report: CheckReport = {
  schemaVersion: 1,
  files,
  notes: [{ file: 'compose.yaml', line: 3, message: 'service web: the target is not known' }],
  summary: summaryOf(files),
}

/** What is wrong with data; nothing where it fits. */
function faults(schema: Schema, draft: '4' | '7', data: unknown): readonly string[] {
  const { errors } = new Validator(schema, draft, false).validate(data)
  return errors.map(({ instanceLocation, error }) => `${instanceLocation} ${error}`)
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null

describe('--format json', () => {
  const schema: Schema = JSON.parse(checkJsonSchema())

  test('fits its published schema, and nothing of it is left out of the schema', () => {
    expect(faults(schema, '7', JSON.parse(JSON.stringify(report)))).toEqual([])
    expect(v.parse(checkSchema, report)).toEqual(report)
    expect(readFileSync('schemas/check.schema.json', 'utf8')).toBe(checkJsonSchema())
  })

  test('the schema notices what is wrong', () => {
    expect(faults(schema, '7', { ...report, files: [{ path: 1 }] })).not.toEqual([])
  })

  test('the schema and the type name the same parts', () => {
    type Parsed = v.InferOutput<typeof checkSchema>
    expectTypeOf<keyof Parsed>().toEqualTypeOf<keyof CheckReport>()
    type File = CheckReport['files'][number]
    expectTypeOf<keyof Parsed['files'][number]>().toEqualTypeOf<keyof File>()
    expectTypeOf<keyof Parsed['files'][number]['findings'][number]>().toEqualTypeOf<
      keyof File['findings'][number]
    >()
  })
})

describe('--format sarif', () => {
  // The schema that OASIS gives out: draft 4.
  const schema: unknown = sarifSchema
  const valid = (log: unknown) => faults(isSchema(schema) ? schema : {}, '4', log)
  const log = JSON.parse(
    renderSarif(
      report,
      { version: '0.1.0', rules },
      new Map([
        ['a b/Dockerfile', text],
        ['a b/.dockerignore', '*.md\n'],
      ]),
    ),
  )

  test('fits the schema of SARIF 2.1.0', () => {
    expect(valid(log)).toEqual([])
    const empty = { ...report, files: [], notes: [] }
    expect(valid(JSON.parse(renderSarif(empty, { version: '0.1.0', rules }, new Map())))).toEqual([])
  })

  test('the schema notices what is wrong', () => {
    expect(valid({ ...log, version: '2.0.0' })).not.toEqual([])
    const [run] = log.runs
    const [result] = run.results
    const broken = { ...result, level: 'loud', fixes: [{ artifactChanges: [] }], more: 1 }
    expect(valid({ ...log, runs: [{ ...run, results: [broken] }] }).length).toBeGreaterThan(2)
  })

  test('has every finding, each with the index of its rule, and what was silenced with its reason', () => {
    const [run] = log.runs
    const names = run.results.map((result: { ruleId: string; ruleIndex: number }) => [
      result.ruleId,
      run.tool.driver.rules[result.ruleIndex].id,
    ])
    expect(names).toHaveLength(findings.length + suppressed.length + 1)
    expect(names.every(([id, named]: [string, string]) => id === named)).toBe(true)
    expect(run.results.at(-1).suppressions).toEqual([{ kind: 'inSource', justification: 'we measure it' }])
    expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('a%20b/Dockerfile')
  })

  test('carries a fix of another file, and says of an unsafe one that it is', () => {
    const [run] = log.runs
    const fixes = run.results.flatMap((result: { fixes?: unknown[] }) => result.fixes ?? [])
    expect(fixes).toContainEqual({
      description: { text: 'Write .git into .dockerignore' },
      artifactChanges: [
        {
          artifactLocation: { uri: 'a%20b/.dockerignore' },
          replacements: [
            {
              deletedRegion: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 1 },
              insertedContent: { text: '.git\n' },
            },
          ],
        },
      ],
    })
    const unsafe = findings.filter(({ fix }) => fix?.applicability === 'unsafe')
    const said = fixes.filter((fix: { description: { text: string } }) =>
      /\(unsafe: .*\)$/.test(fix.description.text),
    )
    expect(said).toHaveLength(unsafe.length)
    expect(unsafe).not.toEqual([])
  })
})

test('--format github tells what could not be known too', () => {
  expect(renderGithub(report)).toMatch(
    /^::notice file=compose.yaml,line=3::service web: the target is not known$/m,
  )
})
