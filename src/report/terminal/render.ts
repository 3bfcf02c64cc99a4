import type { Diagnostic } from '../../dockerfile/source.ts'
import type { CandidateReport, Report } from '../report.ts'
import { baseLines } from './base.ts'
import { renderChanges } from './changes.ts'
import { renderDiagnostics } from './diagnostics.ts'
import { renderDiff } from './diff.ts'
import { renderFailure } from './failure.ts'
import { hardeningLines } from './hardening.ts'
import { numberLines } from './numbers.ts'
import { places } from './place.ts'
import { renderRows } from './rows.ts'
import type { Style } from './style.ts'
import { surfaceChange } from './surface.ts'
import { wrap } from './text.ts'
import { vulnerabilityLines } from './vulnerabilities.ts'
import { exercisedWords } from './verdict.ts'
import { visible, visibleReport } from './visible.ts'

/** What the renderer cannot read from the report. */
export interface RenderContext {
  /** The files as they stand in the app folder, for the diff. */
  readonly current: ReadonlyMap<string, string>
  /** The last lines: what was written, or how to. */
  readonly outcome: readonly string[]
}

/** The whole answer for a person, ending in a newline. */
export function renderReport(raw: Report, rawContext: RenderContext, style: Style): string {
  const report = visibleReport(raw)
  const current = new Map([...rawContext.current].map(([path, text]) => [path, visible(text)]))
  const context = { ...rawContext, current }
  const chosen = report.candidates.find(candidate => candidate.id === report.chosen)
  const sections = [
    header(report, style),
    [...renderRows(report, style), ...standInNote(report, style), ...estimateNote(report, style)],
    report.original.failure === undefined
      ? []
      : renderFailure('The original', report.original.failure, style),
    ...report.candidates.map(candidate => trouble(candidate, style)),
    verdictLines(report, style),
    suggestion(report, style),
    chosen === undefined ? [] : diffs(chosen, context, style),
    mended(report, style),
    chosen === undefined ? [] : renderChanges(chosen.changes, style),
    chosen === undefined ? [] : numberLines(report.original, chosen, style),
    surfaceLines(report, chosen, style),
    vulnerabilityLines(report.vulnerabilities, style),
    hardeningLines(report, style),
    chosen === undefined ? [] : notExercised(chosen, style),
    found(report, context, style),
    report.notes.flatMap(note => wrap(note, style.width)),
    context.outcome.flatMap(line => wrap(line, style.width)),
  ]
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

function header(report: Report, style: Style): readonly string[] {
  if (report.app.stacks.length === 0) return [style.bold(report.app.name)]
  return report.app.stacks.flatMap(({ title, evidence }) => {
    // One of each fact: some are read in more than one place.
    const facts = [...new Set(evidence.map(it => it.fact))].slice(0, 3).join(', ')
    const what = wrap(facts === '' ? title : `${title}: ${facts}`, style.width)
    const where = places(evidence).join(', ')
    if (where === '') return what.map(line => style.bold(line))
    const [only, ...more] = what
    if (only !== undefined && more.length === 0 && only.length + where.length + 4 <= style.width) {
      return [`${style.bold(only)}    ${style.dim(where)}`]
    }
    const below = wrap(where, style.width - 2).map(line => `  ${style.dim(line)}`)
    return [...what.map(line => style.bold(line)), ...below]
  })
}

function standInNote(report: Report, style: Style): readonly string[] {
  const sizes = [report.original.size, ...report.candidates.map(candidate => candidate.size)]
  if (!sizes.some(size => size?.standIn === true)) return []
  return [style.dim('   * on stand-in base images, not the genuine ones')]
}

function estimateNote(report: Report, style: Style): readonly string[] {
  const bases = baseLines(report)
  if (bases.length === 0) return []
  const lead = 'Estimates: the base image alone, without your app and what the build adds.'
  return [
    ...wrap(lead, style.width - 3),
    ...bases.flatMap(line => wrap(line, style.width - 5).map(part => `  ${part}`)),
  ].map(line => style.dim(`   ${line}`))
}

/** Why a candidate was not proved: its failing build, the differences, or the reasons. */
function trouble(candidate: CandidateReport, style: Style): readonly string[] {
  if (candidate.failure !== undefined) return renderFailure(candidate.id, candidate.failure, style)
  const { verdict } = candidate
  if (verdict === undefined || verdict.kind === 'equivalent') return []
  if (verdict.kind === 'inconclusive') {
    return [
      style.warn(`${candidate.id}: inconclusive`),
      ...verdict.reasons.flatMap(reason => wrap(reason, style.width - 2).map(line => `  ${line}`)),
    ]
  }
  return [
    style.bad(`${candidate.id} differs from the original`),
    ...verdict.differences
      .slice(0, 8)
      .flatMap(difference => [
        `  ${difference.probe}: ${difference.what}`,
        `    ${style.bad('-')} ${oneLine(difference.original, style.width - 6)}`,
        `    ${style.good('+')} ${oneLine(difference.candidate, style.width - 6)}`,
      ]),
    ...(verdict.differences.length > 8 ? [`  and ${verdict.differences.length - 8} more`] : []),
  ]
}

function verdictLines(report: Report, style: Style): readonly string[] {
  if (report.refused !== undefined) {
    return wrap(`Refused: ${report.refused.reason}`, style.width).map(line => style.warn(line))
  }
  if (report.chosen === null) return wrap(report.whyChosen, style.width).map(line => style.bold(line))
  return wrap(`Chosen: ${report.chosen}, ${report.whyChosen}.`, style.width).map(line => style.bold(line))
}

function suggestion({ suggestedConfig }: Report, style: Style): readonly string[] {
  if (suggestedConfig === undefined) return []
  return [style.bold('Add to laststage.yaml'), ...suggestedConfig.split('\n').map(line => `  ${line}`)]
}

function diffs(chosen: CandidateReport, context: RenderContext, style: Style): readonly string[] {
  return Object.entries(chosen.files).flatMap(([path, text]) =>
    renderDiff(path, context.current.get(path), text, style),
  )
}

function mended(report: Report, style: Style): readonly string[] {
  const { repaired } = report.original
  if (repaired === undefined) return []
  return [
    style.bold('Mended first, so that the original builds at all'),
    ...repaired.changes.flatMap(change => [
      ` ${change.title}  ${style.dim(places(change.evidence).join(', '))}`,
      ...wrap(change.because, style.width - 6).map(line => `     ${line}`),
    ]),
  ]
}

function surfaceLines(
  { original }: Report,
  chosen: CandidateReport | undefined,
  style: Style,
): readonly string[] {
  if (original.surface === undefined || chosen?.surface === undefined) return []
  return surfaceChange(original.surface, chosen.surface, style)
}

function notExercised(chosen: CandidateReport, style: Style): readonly string[] {
  const { verdict } = chosen
  if (verdict === undefined) return []
  const words = exercisedWords(verdict.coverage)
  const exercised = words === '' ? [] : [`Exercised: ${words}.`]
  return [...exercised, ...verdict.notes].flatMap(note => wrap(note, style.width))
}

function found(report: Report, context: RenderContext, style: Style): readonly string[] {
  const chosen = report.candidates.find(candidate => candidate.id === report.chosen)
  const diagnostics = once([...report.original.diagnostics, ...(chosen?.diagnostics ?? [])])
  if (diagnostics.length === 0) return []
  const texts = new Map(context.current)
  if (report.original.dockerfile !== null) texts.set(report.original.path, report.original.dockerfile)
  return [style.bold('Found on the way'), ...renderDiagnostics(diagnostics, texts, style)]
}

/** A candidate may repeat what was found in the original. */
function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byText = new Map(
    diagnostics.map(it => [`${it.file}:${it.range.start.offset}:${it.code}:${it.message}`, it]),
  )
  return [...byText.values()]
}

function oneLine(text: string, width: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 3))}...`
}
