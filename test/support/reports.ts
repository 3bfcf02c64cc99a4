import type { Position, Range } from '../../src/dockerfile/source.ts'
import type { ImageSize } from '../../src/measure/image-stats.ts'
import type { CandidateReport, Report } from '../../src/report/report.ts'
import type { Verdict } from '../../src/verify/verdict.ts'

const at = (line: number, column: number): Position => ({ offset: 0, line, column })

/** Made-up reports for tests of what shows or chooses. */
export function range(line: number, from = 1, to = from + 1, lastLine = line): Range {
  return { start: at(line, from), end: at(lastLine, to) }
}

export function size(unpacked: number, more: Partial<ImageSize> = {}): ImageSize {
  const compressed = Math.round(unpacked * 0.4)
  return { unpacked, compressed, layers: 3, files: 10, kind: 'measured', standIn: false, ...more }
}

export function verdict(kind: Verdict['kind'], more: Partial<Verdict> = {}): Verdict {
  return {
    kind,
    basis: 'probes',
    differences: [],
    coverage: { probes: 0, assets: 0, runs: 3, files: 4, signals: [], masked: 2, observations: 4 },
    reasons: [],
    notes: [],
    ...more,
  }
}

export function candidate(id: string, more: Partial<CandidateReport> = {}): CandidateReport {
  return {
    id,
    strategy: 'staged',
    title: id,
    files: { Dockerfile: 'FROM scratch\nCOPY --from=build /app/hello /hello\n' },
    dockerfile: 'Dockerfile',
    changes: [],
    diagnostics: [],
    ...more,
  }
}

export function report(more: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    app: { name: 'hello', stacks: [] },
    original: { dockerfile: 'FROM golang:1.23\n', path: 'Dockerfile', diagnostics: [] },
    candidates: [],
    chosen: null,
    whyChosen: 'There is nothing to change.',
    notes: [],
    ...more,
  }
}
