import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { renderReport } from '../../src/report/terminal/render.ts'
import { formatRatio, formatSize, formatTime } from '../../src/report/terminal/size.ts'
import { createStyle } from '../../src/report/terminal/style.ts'
import { candidate, range, report, size, verdict } from '../support/reports.ts'

const dockerfile = `# single stage build
FROM golang:1.23-alpine3.21
WORKDIR /app
COPY ./hello/ .
RUN go mod tidy && go build -o myapp .
ENTRYPOINT [ "./myapp" ]
`

const proposed = `# single stage build
FROM golang:1.23-alpine3.21 AS build
WORKDIR /app
COPY ./hello/ .
RUN go mod tidy && go build -o myapp .

FROM scratch
COPY --from=build /app/myapp /app/myapp
ENTRYPOINT [ "./myapp" ]
`

const proved = report({
  app: {
    name: 'hello',
    stacks: [
      {
        id: 'go',
        title: 'Go',
        evidence: [
          { file: 'hello/go.mod', range: range(3), fact: 'go 1.23' },
          { file: 'Dockerfile', range: range(5, 1, 1, 6), fact: 'go build' },
        ],
      },
    ],
  },
  original: {
    dockerfile,
    path: 'Dockerfile',
    diagnostics: [
      {
        code: 'tidy',
        severity: 'warning',
        message: '`go mod tidy` may change the versions that are built',
        file: 'Dockerfile',
        range: range(5, 5, 16),
        help: 'Run it before you commit.',
      },
    ],
    size: size(283e6),
  },
  candidates: [
    candidate('staged', {
      size: size(1.54e6),
      verdict: verdict('equivalent', {
        notes: ['Not exercised: flag --serve. Add it under exec: in laststage.yaml'],
      }),
      files: { Dockerfile: proposed, '.dockerignore': '.git\n' },
      changes: [
        {
          id: 'scratch',
          title: 'The last stage is scratch',
          because:
            'A static binary has no program interpreter, and the app uses neither certificates nor time zones, so a base image gives it nothing.',
          evidence: [{ file: 'hello/go.mod', range: range(1, 1, 1, 5), fact: 'no cgo' }],
          applicability: 'needs-verification',
        },
        {
          id: 'pin',
          title: 'Pin the base image by digest',
          because: 'Tags move.',
          evidence: [],
          applicability: 'suggestion',
        },
      ],
    }),
    candidate('closure', {
      size: size(1.8e6),
      verdict: verdict('different', {
        differences: [{ probe: 'run -code 3', what: 'exit code', original: '3', candidate: '1' }],
      }),
    }),
  ],
  chosen: 'staged',
  whyChosen: 'the smallest that was proved',
})

function show(report: Report, width = 80): string {
  const current = new Map([['Dockerfile', report.original.dockerfile ?? '']])
  const outcome = ['Nothing was written. Apply: laststage optimize . --write']
  return renderReport(report, { current, outcome }, createStyle({ color: false, unicode: true, width }))
}

describe('renderReport', () => {
  test('a proved answer', () => {
    expect(show(proved)).toBe(`Go: go 1.23, go build    hello/go.mod:3, Dockerfile:5

               pull  unpacked
 ✓ original  113 MB    283 MB        2 noisy values masked
 ✓ staged    616 kB   1.54 MB  184×  equivalent (3 runs, 4 files)
 ✗ closure   720 kB   1.80 MB  157×  different (3 runs, 4 files)

closure differs from the original
  run -code 3: exit code
    - 3
    + 1

Chosen: staged, the smallest that was proved.

 --- Dockerfile
 +++ Dockerfile (proposed)
 @@ -1,6 +1,9 @@
  # single stage build
 -FROM golang:1.23-alpine3.21
 +FROM golang:1.23-alpine3.21 AS build
  WORKDIR /app
  COPY ./hello/ .
  RUN go mod tidy && go build -o myapp .
 +
 +FROM scratch
 +COPY --from=build /app/myapp /app/myapp
  ENTRYPOINT [ "./myapp" ]
 --- /dev/null
 +++ .dockerignore (proposed)
 @@ -0,0 +1,1 @@
 +.git

Why
 1 The last stage is scratch                                    hello/go.mod:1-4
     A static binary has no program interpreter, and the app uses neither
     certificates nor time zones, so a base image gives it nothing.

Worth a thought, not done
 2 Pin the base image by digest
     Tags move.

Not exercised: flag --serve. Add it under exec: in laststage.yaml

Found on the way
 Dockerfile:5 warning: \`go mod tidy\` may change the versions that are built
    5 | RUN go mod tidy && go build -o myapp .
      |     ^^^^^^^^^^^
   help: Run it before you commit.

Nothing was written. Apply: laststage optimize . --write
`)
  })

  test('a stack without evidence is named alone', () => {
    const app = { name: 'shop', stacks: [{ id: 'node-server', title: 'Node server', evidence: [] }] }
    expect(show(report({ ...proved, app }))).toMatch(/^Node server\n\n/)
  })

  test('a static answer says that sizes are estimated and nothing is proved', () => {
    const text = show(
      report({
        original: {
          dockerfile: 'FROM node:20\n',
          path: 'Dockerfile',
          diagnostics: [],
          base: { image: 'node:20', unpacked: 1100e6, as: 'node:22', asOf: '2026-09-23' },
        },
        candidates: [
          candidate('staged', {
            base: { image: 'nginx:1-alpine-slim', unpacked: 18.8e6, compressed: 8.2e6, asOf: '2026-09-02' },
          }),
          candidate('empty', { base: { image: 'scratch', unpacked: 0, compressed: 0 } }),
          candidate('other', { base: { image: 'example.com/base:1' } }),
        ],
        chosen: 'staged',
        whyChosen: 'the one candidate; not proved, since nothing was built',
      }),
    )
    expect(text).toContain(
      ` - original    unknown  ≥ 1.10 GB
 - staged    ≥ 8.20 MB  ≥ 18.8 MB  not proved
 - empty                  unknown  not proved
 - other                  unknown  not proved
   Estimates: the base image alone, without your app and what the build adds.
     node:20: unknown to pull, 1.10 GB unpacked (as node:22 on 2026-09-23)
     nginx:1-alpine-slim: about 8.20 MB to pull, 18.8 MB unpacked (catalogue of
     2026-09-02)
     scratch: empty
     example.com/base:1: unknown, since the catalogue has no record of it
`,
    )
    expect(text).not.toContain('×')
  })

  test('an original that does not build: the instruction, its place and its log', () => {
    const text = show(
      report({
        original: {
          dockerfile: 'FROM node:20\nRUN npm ci\n',
          path: 'Dockerfile',
          diagnostics: [],
          failure: {
            message: 'exit code 1',
            file: 'Dockerfile',
            line: 2,
            step: '[2/2] RUN npm ci',
            log: 'npm error code ERESOLVE\n',
          },
        },
        whyChosen: 'Nothing can be proved: the original does not build.',
      }),
    )
    expect(text).toContain(`The original does not build at Dockerfile:2
  exit code 1
  step: [2/2] RUN npm ci
  | npm error code ERESOLVE
`)
  })

  test('a stand-in is marked wherever its size is shown', () => {
    const standIn = { standIn: true } as const
    const text = show({
      ...proved,
      candidates: [candidate('staged', { size: size(5e6, standIn), verdict: verdict('equivalent') })],
    })
    expect(text).toContain('5.00 MB*')
    expect(text).toContain('* on stand-in base images, not the genuine ones')
  })

  test('expectations that judged in the original’s place are called contract', () => {
    const judged = verdict('equivalent', {
      basis: 'contract',
      coverage: {
        probes: 6,
        assets: 14,
        runs: 0,
        files: 0,
        signals: ['SIGTERM'],
        masked: 0,
        observations: 4,
      },
    })
    const text = show({ ...proved, candidates: [candidate('nginx', { size: size(5e6), verdict: judged })] })
    expect(text).toContain('contract (6 probes, 14 assets, SIGTERM)')
    expect(text).not.toContain('equivalent')
  })

  test.each([40, 60, 80, 100])('prose and columns keep within %i columns', width => {
    const lines = show({ ...proved, candidates: proved.candidates.map(it => ({ ...it, files: {} })) }, width)
      .split('\n')
      .filter(line => !line.includes('|') && !line.includes(' MB '))
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
  })

  test('escape sequences of the app never reach the terminal', () => {
    const text = show({
      ...proved,
      candidates: [
        candidate('staged', {
          verdict: verdict('different', {
            differences: [{ probe: 'GET /', what: 'body', original: 'a', candidate: '\u001b]0;owned\u0007' }],
          }),
        }),
      ],
      chosen: null,
    })
    expect(text).not.toContain('\u001b')
    expect(text).toContain('\u{fffd}]0;owned\u{fffd}')
  })

  test('colours change nothing but colours', () => {
    const style = createStyle({ color: true, unicode: true, width: 80 })
    const current = new Map([['Dockerfile', dockerfile]])
    const outcome = ['Nothing was written. Apply: laststage optimize . --write']
    const colored = renderReport(proved, { current, outcome }, style)
    expect(colored).toContain('\u001b[32m')
    expect(stripVTControlCharacters(colored)).toBe(show(proved))
  })

  test('signs have an ASCII form', () => {
    const style = createStyle({ color: false, unicode: false, width: 80 })
    const text = renderReport(proved, { current: new Map(), outcome: [] }, style)
    expect(text).toContain(' + staged ')
    expect(text).toContain('184x')
    // oxlint-disable-next-line no-control-regex -- this is what is looked for
    expect(text).toMatch(/^[\u0000-\u007f]*$/)
  })
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [616_000, '616 kB'],
  [999_600, '1.00 MB'],
  [1_540_000, '1.54 MB'],
  [46_700_000, '46.7 MB'],
  [283_000_000, '283 MB'],
  [1_100_000_000, '1.10 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text)
})

test('ratios and times', () => {
  expect(formatRatio(283, 1.54, 'x')).toBe('184x')
  expect(formatRatio(13, 10, 'x')).toBe('1.3x')
  expect(formatRatio(13, 0, 'x')).toBe('')
  expect([formatTime(74), formatTime(9940), formatTime(94_000), formatTime(125_000)]).toEqual([
    '0.1 s',
    '9.9 s',
    '94 s',
    '2 min 5 s',
  ])
})
