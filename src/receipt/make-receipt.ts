import { configNames } from '../config/read-config.ts'
import type { ImageSize } from '../measure/image-stats.ts'
import type { Change } from '../model/change.ts'
import type { CandidateReport, Report } from '../report/report.ts'
import type { Observation, Verdict } from '../verify/verdict.ts'
import { version } from '../version.ts'
import { contextDigest, type ContextEntries, textDigest } from './context-entries.ts'
import { receiptName, type Receipt, type ReceiptSide } from './receipt.ts'
import { theOriginal, type Testimony, type Witness } from './witness.ts'

/** Above this, the receipt holds the digest of the context alone: it is read by people too. */
const listedFiles = 500

export interface ReceiptInput {
  readonly report: Report
  readonly witness: Witness
  /** The files of the app that the candidate replaces, as they stood. */
  readonly current: ReadonlyMap<string, string>
  readonly platform: string | undefined
  /** The app folder, relative to the folder of the receipt. */
  readonly app: string
  readonly config: { readonly path: string; readonly text: string } | undefined
  /** Paths in the context that are no input: the receipt itself. */
  readonly notInputs: readonly string[]
  readonly now: Date
}

/** The receipt of the chosen candidate; undefined where nothing was chosen, or nothing proved. */
export function makeReceipt(input: ReceiptInput): Receipt | undefined {
  const { report, witness } = input
  const chosen = report.candidates.find(({ id }) => id === report.chosen)
  const before = witness.testimony(theOriginal)
  const after = chosen && witness.testimony(chosen.id)
  const { engine, original } = report
  if (!chosen?.verdict || !chosen.size || !original.size || !before || !after || !engine) return undefined
  const checked = [...Object.keys(chosen.files), original.path]
  const apart = inputsApart(input, checked)
  return {
    schemaVersion: 1,
    laststage: version,
    created: input.now.toISOString(),
    engine: { name: engine.name, version: engine.version },
    platform: input.platform ?? engine.platform,
    app: input.app,
    dockerfile: chosen.dockerfile,
    ...(original.repaired === undefined ? {} : { mended: original.repaired.dockerfile }),
    config: input.config ? { path: input.config.path, sha256: textDigest(input.config.text) } : null,
    original: sideOf(before, originalFiles(input, checked), original.size, apart),
    candidate: {
      id: chosen.id,
      title: chosen.title,
      changes: chosen.changes.map(changeData),
      ...sideOf(after, candidateFiles(chosen, after), chosen.size, apart),
    },
    probes: resultsOf(witness.observation(chosen.id)),
    verdict: verdictData(chosen.verdict),
  }
}

/**
 * True for what is compared by itself or is no input: the files that are replaced and their backups, the
 * configuration, receipts.
 */
export function isApart(path: string, files: readonly string[], others: readonly string[]): boolean {
  if (path === receiptName || configNames.includes(path)) return true
  if (files.includes(path) || others.includes(path)) return true
  return files.some(file => path.startsWith(`${file}.before-laststage`))
}

function inputsApart(input: ReceiptInput, files: readonly string[]): (path: string) => boolean {
  const others = [...input.notInputs, ...(input.config ? [input.config.path] : [])]
  return path => isApart(path, files, others)
}

function sideOf(
  { context, bases }: Testimony,
  files: ReceiptSide['files'],
  size: ImageSize,
  isApart: (path: string) => boolean,
): ReceiptSide {
  const { excludes, ...rest } = size
  return {
    files,
    context: contextOf(new Map([...context].filter(([path]) => !isApart(path)))),
    bases: [...bases],
    size: { ...rest, ...(excludes === undefined ? {} : { excludes: [...excludes] }) },
  }
}

function contextOf(entries: ContextEntries): ReceiptSide['context'] {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1))
  const context = { sha256: contextDigest(entries), count: sorted.length }
  return sorted.length > listedFiles ? context : { ...context, files: Object.fromEntries(sorted) }
}

function originalFiles({ current }: ReceiptInput, paths: readonly string[]): ReceiptSide['files'] {
  return [...new Set(paths)].sort().map(path => {
    const text = current.get(path)
    return text === undefined ? { path, sha256: null } : { path, sha256: textDigest(text), text }
  })
}

function candidateFiles(chosen: CandidateReport, { files }: Testimony): ReceiptSide['files'] {
  return Object.keys(chosen.files)
    .sort()
    .map(path => ({ path, sha256: files.get(path) ?? null }))
}

function resultsOf(observation: Observation | undefined): Receipt['probes'] {
  const http = (observation?.http ?? []).map(({ probe, response, error }) =>
    response === undefined
      ? { probe, error: error ?? 'no answer' }
      : {
          probe,
          status: response.status,
          type: response.type,
          bytes: response.bytes,
          sha256: response.sha256,
        },
  )
  const runs = (observation?.runs ?? []).map(({ probe, exitCode, stdout, stderr }) => ({
    probe,
    ...(exitCode === undefined ? { error: 'did not end' } : { exitCode }),
    bytes: Buffer.byteLength(stdout) + Buffer.byteLength(stderr),
    sha256: textDigest(`${stdout}\0${stderr}`),
  }))
  return [...http, ...runs]
}

/** The schema's arrays are not readonly; ranges of the original's text are left out, since they say little later. */
function changeData({ evidence, ...change }: Change): Receipt['candidate']['changes'][number] {
  return { ...change, evidence: evidence.map(({ file, fact }) => ({ file, fact })) }
}

/** The schema's arrays are not readonly. */
function verdictData(verdict: Verdict): Receipt['verdict'] {
  const { differences, coverage, reasons, notes } = verdict
  const { services, app, statuses, ...counts } = coverage
  return {
    ...verdict,
    differences: differences.map(each => ({ ...each })),
    coverage: {
      ...counts,
      signals: [...coverage.signals],
      ...(statuses && { statuses: { ...statuses } }),
      ...(app && { app: { ...app } }),
      ...(services && { services: [...services] }),
    },
    reasons: [...reasons],
    notes: [...notes],
  }
}
