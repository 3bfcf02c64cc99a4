import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chilled } from '../../scripts/demo/cold.ts'
import { dockerfilesOf, readExamples } from '../../scripts/demo/examples.ts'
import { keptSizes } from '../../scripts/demo/kept-sizes.ts'
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

test('a cold build has new cache mounts, and every RUN runs again', () => {
  const text = [
    'FROM golang:1.23 AS build',
    'RUN --mount=type=cache,target=/root/.cache/go-build go build',
    'RUN --mount=type=cache,id=mods,target=/go/pkg,sharing=locked go mod download',
    'FROM scratch',
  ].join('\n')
  expect(chilled(text, 'n1')).toBe(
    [
      'FROM golang:1.23 AS build',
      'ARG LASTSTAGE_COLD=n1',
      'RUN --mount=type=cache,target=/root/.cache/go-build,id=n1--root-.cache-go-build go build',
      'RUN --mount=type=cache,target=/go/pkg,sharing=locked,id=n1-mods go mod download',
      'FROM scratch',
      'ARG LASTSTAGE_COLD=n1',
    ].join('\n'),
  )
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
