import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { BuildFailure, EngineError } from '../../src/errors.ts'
import type { Judge } from '../../src/optimize/judge.ts'
import type { ProofRun } from '../../src/optimize/with-engine.ts'
import { provedReport } from '../../src/optimize/with-engine.ts'
import type { Candidate, Proposal } from '../../src/rewrite/candidate.ts'
import type { Verdict } from '../../src/verify/verdict.ts'
import type { BuildScript, FakeBuilder } from '../support/fake-builder.ts'
import { fakeBuilder } from '../support/fake-builder.ts'
import { range, verdict } from '../support/reports.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'optimize-test-'))
  await writeFile(join(root, 'main.go'), 'package main\n')
  await writeFile(join(root, 'Dockerfile'), 'FROM golang\n')
})
afterEach(async () => {
  await rm(root, { recursive: true })
})

const candidate = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  strategy: 'staged',
  title: id,
  files: { Dockerfile: `FROM scratch AS ${id}\n` },
  dockerfile: 'Dockerfile',
  changes: [],
  diagnostics: [],
  finalBase: 'scratch',
  ...more,
})

const proposal = (candidates: readonly Candidate[], more: Partial<Proposal> = {}): Proposal => ({
  stacks: [],
  original: { path: 'Dockerfile', text: 'FROM golang\n' },
  candidates,
  diagnostics: [],
  ...more,
})

const failure = new BuildFailure('RUN go build failed with exit code 1', {
  file: 'Dockerfile',
  range: range(3),
  step: '[2/2] RUN go build',
  log: 'main.go:1: syntax error',
})

const bytes: BuildScript = text => {
  if (text.includes('broken')) return failure
  if (text.includes('golang')) return 9000
  return text.includes('tiny') ? 100 : 500
}

/** Judges by the candidate's id; anything else is equivalent. */
const judgeBy = (verdicts: Readonly<Record<string, Verdict>>): Judge => ({
  judge: async ({ id }) => ({ verdict: verdicts[id] ?? verdict('equivalent'), readyMs: 70 }),
  observed: async () => {
    throw new Error('not asked here')
  },
  originalReadyMs: () => 900,
})

function runWith(made: Proposal, engine: FakeBuilder, more: Partial<ProofRun> = {}): ProofRun {
  return {
    engine,
    root,
    app: memoryApp({}),
    proposal: made,
    strategy: 'auto',
    openJudge: () => judgeBy({}),
    progress: { task: async (_, work) => await work(() => undefined) },
    signal: new AbortController().signal,
    ...more,
  }
}

describe('provedReport', () => {
  test('builds, measures, judges, and chooses the smallest that was proved', async () => {
    const engine = fakeBuilder(bytes)
    const made = proposal([candidate('plain'), candidate('tiny'), candidate('broken')])
    const report = await provedReport(
      runWith(made, engine, { openJudge: () => judgeBy({ tiny: verdict('different') }) }),
    )
    expect(report.original).toMatchObject({
      size: { unpacked: 9000, kind: 'measured' },
      buildMs: 1000,
      readyMs: 900,
    })
    expect(
      report.candidates.map(it => [it.id, it.size?.unpacked, it.verdict?.kind, it.failure?.line]),
    ).toEqual([
      ['plain', 500, 'equivalent', undefined],
      ['tiny', 100, 'different', undefined],
      ['broken', undefined, undefined, 3],
    ])
    expect(report.chosen).toBe('plain')
    expect(report.engine).toEqual({
      name: 'fake',
      version: '1.2.3',
      platform: 'linux/amd64',
      standIns: false,
    })
  })

  test('builds from a copy of the folder, which is gone afterwards, and leaves the folder as it was', async () => {
    const engine = fakeBuilder(bytes)
    await provedReport(runWith(proposal([candidate('plain')]), engine))
    expect(engine.builds.map(build => build.dockerfile)).toEqual(['FROM golang\n', 'FROM scratch AS plain\n'])
    for (const build of engine.builds) {
      expect(build.context).not.toBe(root)
      await expect(readdir(build.context)).rejects.toThrow('ENOENT')
    }
    expect(await readdir(root)).toEqual(['Dockerfile', 'main.go'])
  })

  test('an original that does not build: no candidate is built, nothing is chosen', async () => {
    const engine = fakeBuilder(() => failure)
    const report = await provedReport(runWith(proposal([candidate('plain')]), engine))
    expect(engine.builds).toHaveLength(1)
    expect(report.chosen).toBeNull()
    expect(report.original.failure).toEqual({
      message: 'RUN go build failed with exit code 1',
      file: 'Dockerfile',
      line: 3,
      step: '[2/2] RUN go build',
      log: 'main.go:1: syntax error',
    })
    expect(report.candidates[0]).not.toHaveProperty('verdict')
  })

  test('a mended original is the baseline, and the report says so', async () => {
    const engine = fakeBuilder(bytes)
    const original = {
      path: 'Dockerfile',
      text: 'RUN go build\n',
      repaired: { text: 'FROM golang\nRUN go build\n', changes: [] },
    }
    const report = await provedReport(runWith(proposal([candidate('plain')], { original }), engine))
    expect(engine.builds[0]?.dockerfile).toBe('FROM golang\nRUN go build\n')
    expect(report.original.dockerfile).toBe('RUN go build\n')
    expect(report.original.repaired?.dockerfile).toBe('FROM golang\nRUN go build\n')
  })

  test('a size that rests on a stand-in says so, though labels are lost on the way to scratch', async () => {
    const engine = fakeBuilder(bytes)
    engine.standIns.add('golang')
    const files = { Dockerfile: 'FROM golang AS build\nFROM scratch\nCOPY --from=build /app /app\n' }
    const report = await provedReport(runWith(proposal([candidate('plain', { files })]), engine))
    expect(report.candidates[0]?.size?.standIn).toBe(true)
    expect(report.engine?.standIns).toBe(true)
  })

  test('only the strategy that was asked for is built', async () => {
    const engine = fakeBuilder(bytes)
    const made = proposal([candidate('plain'), candidate('tidy', { strategy: 'tidy' })])
    const report = await provedReport(runWith(made, engine, { strategy: 'tidy' }))
    expect(report.candidates.map(it => it.id)).toEqual(['tidy'])
  })

  test('the tidied stages are tried where nothing that ships less was proved, and only then', async () => {
    const tidy = candidate('tidy', { strategy: 'tidy', files: { Dockerfile: 'FROM golang AS tidy\n' } })
    const run = async (kind: Verdict['kind'], staged: Partial<Candidate> = {}) => {
      const made = proposal([candidate('staged', staged), tidy])
      const openJudge = () => judgeBy({ staged: verdict(kind) })
      const report = await provedReport(runWith(made, fakeBuilder(bytes), { openJudge }))
      return [report.candidates.map(({ id }) => id), report.chosen, report.whyChosen]
    }
    expect(await run('equivalent')).toEqual([['staged'], 'staged', 'the one candidate, and it was proved'])
    expect(await run('different')).toEqual([
      ['staged', 'tidy'],
      'tidy',
      'as small as the original, with the safe fixes of check; staged differs',
    ])
    const contractOnly = 'a development server'
    expect((await run('inconclusive', { contractOnly })).slice(0, 2)).toEqual([['staged'], null])
  })

  test('limits are tried on the chosen image where that is asked for', async () => {
    const hardening = {
      user: '65532:65532',
      readOnly: true,
      writable: ['/tmp'],
      dropsCapabilities: true,
    } as const
    const asked: unknown[] = []
    const openJudge = (): Judge => ({
      ...judgeBy({}),
      harden: async ({ changes }, image, written) => {
        asked.push(changes, image, written)
        return hardening
      },
    })
    const made = proposal([candidate('plain'), candidate('tiny')])
    const engine = fakeBuilder(bytes)
    expect(await provedReport(runWith(made, engine, { openJudge }))).not.toHaveProperty('hardening')
    const report = await provedReport(runWith(made, fakeBuilder(bytes), { openJudge, harden: true }))
    expect(report).toMatchObject({ chosen: 'tiny', hardening })
    expect(asked).toEqual([[], 'image-3', []])
  })

  test('the original and the chosen image are scanned where that is asked for, and no verdict rests on it', async () => {
    const counts = { critical: 1, high: 0, medium: 0, low: 0, unknown: 0 }
    const found = { id: 'CVE-1', package: 'bash', version: '5', severity: 'critical' } as const
    const vulnerabilities = {
      kind: 'scanned',
      scanner: 'grype',
      before: { ...counts, critical: 0 },
      after: counts,
      vanished: [],
      appeared: [found],
    } as const
    const asked: unknown[] = []
    const scan: ProofRun['scan'] = async (images, shown) => {
      asked.push(images, shown)
      return vulnerabilities
    }
    const made = proposal([candidate('plain'), candidate('tiny')])
    expect(await provedReport(runWith(made, fakeBuilder(bytes)))).not.toHaveProperty('vulnerabilities')
    const report = await provedReport(runWith(made, fakeBuilder(bytes), { scan }))
    expect(report).toMatchObject({ chosen: 'tiny', vulnerabilities })
    expect(asked).toEqual([
      ['image-1', 'image-3'],
      ['the original', 'tiny'],
    ])
    const judge = judgeBy({ plain: verdict('different'), tiny: verdict('different') })
    const none = await provedReport(runWith(made, fakeBuilder(bytes), { scan, openJudge: () => judge }))
    expect(none).toMatchObject({ chosen: null, vulnerabilities: { kind: 'unknown' } })
    expect(asked).toHaveLength(2)
  })

  test('without a Dockerfile there is nothing to compare with, and nothing is built', async () => {
    const engine = fakeBuilder(bytes)
    const report = await provedReport(
      runWith(proposal([candidate('plain')], { original: undefined }), engine),
    )
    expect(engine.builds).toHaveLength(0)
    expect(report.chosen).toBeNull()
    expect(report.whyChosen).toContain('no Dockerfile to compare with')
  })

  test('trouble with the engine is thrown, not reported as the candidate’s', async () => {
    const engine = {
      ...fakeBuilder(bytes),
      build: async () => {
        throw new EngineError('the daemon went away', { transient: true })
      },
    }
    await expect(provedReport(runWith(proposal([candidate('plain')]), engine))).rejects.toThrow('went away')
  })

  test('an abort between two candidates stops before the next', async () => {
    const abort = new AbortController()
    const engine = fakeBuilder(bytes)
    const judge: Judge = {
      judge: async () => {
        abort.abort()
        return { verdict: verdict('equivalent'), readyMs: undefined }
      },
      observed: async () => {
        throw new Error('not asked here')
      },
      originalReadyMs: () => undefined,
    }
    const made = proposal([candidate('plain'), candidate('tiny')])
    const work = provedReport(runWith(made, engine, { openJudge: () => judge, signal: abort.signal }))
    await expect(work).rejects.toThrow('aborted')
    expect(engine.builds).toHaveLength(2)
  })
})
