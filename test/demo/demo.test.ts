import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dockerfilesOf, readExamples } from '../../scripts/demo/examples.ts'
import { keptSizes } from '../../scripts/demo/kept-sizes.ts'
import { rebuildTable } from '../../scripts/demo/rebuild-table.ts'
import { findings, summary } from '../../scripts/demo/table.ts'
import { createStyle } from '../../src/report/terminal/style.ts'
import { candidate, range, report, size, verdict } from '../support/reports.ts'

const style = createStyle({ color: false, unicode: true, width: 80 })

test('the table of what was proved', () => {
  const proved = report({
    original: { dockerfile: 'FROM golang\n', path: 'Dockerfile', diagnostics: [], size: size(283e6) },
    candidates: [candidate('staged', { size: size(1.48e6), readyMs: 700, verdict: verdict('equivalent') })],
    chosen: 'staged',
  })
  const failed = report({ whyChosen: 'No candidate could be built.' })
  expect(
    summary(
      [
        { name: 'go', report: proved },
        { name: 'other', report: failed },
      ],
      style,
    ),
  ).toEqual([
    '         before    after          pull  ready  proof',
    ' go      283 MB  1.48 MB  191×  592 kB  0.7 s  equivalent: 3 runs, 4 files',
    ' other  unknown  unknown                       not proved',
  ])
})

test('the table of what was only estimated', () => {
  const estimate = { kind: 'estimated' } as const
  const estimated = report({
    original: {
      dockerfile: 'FROM golang\n',
      path: 'Dockerfile',
      diagnostics: [],
      size: size(248e6, estimate),
    },
    candidates: [candidate('staged', { size: size(0, estimate) })],
    chosen: 'staged',
  })
  expect(summary([{ name: 'go', report: estimated }], style)).toEqual([
    '       before    after  proof',
    ' go  ≥ 248 MB  unknown  not proved, sizes estimated',
  ])
})

test('what was found on the way, with its place', () => {
  const found = report({
    original: {
      dockerfile: 'RUN mvn package\n',
      path: 'Dockerfile',
      repaired: {
        dockerfile: 'FROM maven\nRUN mvn package\n',
        changes: [
          {
            id: 'from',
            title: 'Start from maven',
            because: '',
            evidence: [{ file: 'pom.xml', range: range(13), fact: 'Java 21' }],
            applicability: 'safe',
          },
        ],
      },
      diagnostics: [
        {
          code: 'no-from',
          severity: 'error',
          message: 'the file has no FROM',
          file: 'Dockerfile',
          range: range(1),
        },
      ],
    },
  })
  expect(findings([{ name: 'java', report: found }])).toEqual([
    ' java/pom.xml:13    mended: Start from maven',
    ' java/Dockerfile:1  the file has no FROM',
  ])
})

test('each example has a Dockerfile and something to propose', () => {
  const examples = readExamples('.')
  expect(examples.map(it => it.name)).toEqual(['go-hello', 'java-maven', 'react-spa'])
  for (const { proposal } of examples) {
    expect(proposal.original).toBeDefined()
    expect(proposal.candidates.length).toBeGreaterThan(0)
  }
  for (const text of dockerfilesOf(examples)) expect(text).toMatch(/^FROM /m)
})

const figures = (warmMs: number, kind: 'measured' | 'estimated') => ({
  coldMs: 12_000,
  source: { kind: 'measured' as const, file: 'main.go', warmMs, layerCacheMs: 6000, cacheMounts: true },
  repush: { bytes: 2e6, layers: 1, kind },
  standIn: false,
  notes: [],
})

test('the table of rebuilds has a line for each app that has them', () => {
  const rebuilt = report({
    original: { ...report().original, rebuild: figures(6000, 'measured') },
    candidates: [candidate('staged', { rebuild: figures(700, 'estimated') })],
    chosen: 'staged',
  })
  const lines = rebuildTable(
    [
      { name: 'go', report: rebuilt },
      { name: 'other', report: report() },
    ],
    style,
  )
  expect(lines.slice(0, 2)).toEqual([
    '     one line, laptop   one line, CI         cold              re-push',
    ' go     6.0 s → 0.7 s  6.0 s → 6.0 s  12 s → 12 s  2.00 MB → ≤ 2.00 MB',
  ])
  expect(lines.join('\n')).not.toContain('other')
})

test('compressed sizes are kept; a broken file counts as empty', () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-test-'))
  const path = join(folder, 'sub', 'sizes.json')
  try {
    const first = keptSizes(path)
    first.sizes.set('sha256:1', 5)
    first.save()
    expect(keptSizes(path).sizes).toEqual(new Map([['sha256:1', 5]]))
    writeFileSync(path, '{"sha256:1": "five"')
    expect(keptSizes(path).sizes.size).toBe(0)
    expect(readFileSync(path, 'utf8')).toContain('five')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
