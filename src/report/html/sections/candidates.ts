import { count } from '../../terminal/fit.ts'
import { coverageWords, exercisedWords, verdictName } from '../../terminal/verdict.ts'
import { formatEstimate, formatRatio, formatTime, isKnown } from '../../terminal/size.ts'
import type { CandidateReport, FailureReport, Report } from '../../report.ts'
import { type Html, html, pathHtml } from '../html.ts'
import { folded, notes, table } from '../parts.ts'

/** A verdict as a mark that is read as words: never by its colour alone, and never without what it rests on. */
export function verdictMark({ verdict, failure }: CandidateReport): Html {
  if (failure !== undefined) return html`<span class="mark different">✗ does not build</span>`
  if (verdict === undefined) return html`<span class="mark">not proved</span>`
  const sign = { equivalent: '✓', different: '✗', inconclusive: '?' }[verdict.kind]
  return html`<span class="mark ${verdict.kind}">${sign} ${verdictName(verdict)} (${coverageWords(verdict.coverage)})</span>`
}

/** All that was tried, with why one was chosen. */
export function candidates({ candidates, original, chosen, whyChosen }: Report): Html | undefined {
  if (candidates.length === 0) return html`<p>${whyChosen}</p>`
  const rows = candidates.map(candidate => [
    html`${candidate.id}${candidate.id === chosen ? html` <span class="mark equivalent">chosen</span>` : html``}<br><span class="muted">${candidate.title}</span>`,
    verdictMark(candidate),
    isKnown(candidate.size) ? formatEstimate(candidate.size, candidate.size.unpacked, '≥') : 'unknown',
    original.size?.kind === 'measured' && candidate.size?.kind === 'measured'
      ? formatRatio(original.size.unpacked, candidate.size.unpacked, '×')
      : '',
    candidate.buildMs === undefined ? '' : formatTime(candidate.buildMs),
    candidate.readyMs === undefined ? '' : formatTime(candidate.readyMs),
  ])
  const sentence = chosen === null ? whyChosen : `Chosen: ${chosen}, ${whyChosen}.`
  return html`<p class="lead">${sentence}</p>${table(
    'Candidates that were tried',
    [
      { title: 'Candidate' },
      { title: 'Proof' },
      { title: 'Unpacked', numeric: true },
      { title: 'Smaller by', numeric: true },
      { title: 'Build', numeric: true },
      { title: 'Ready', numeric: true },
    ],
    rows,
  )}${candidates.map(({ id, failure }) => (failure === undefined ? html`` : buildFailure(id, failure)))}`
}

/** A build that failed: where, and the end of its log. */
export function buildFailure(what: string, { message, file, line, step, log }: FailureReport): Html {
  const where =
    file === undefined ? html`` : html` at ${pathHtml(line === undefined ? file : `${file}:${line}`)}`
  return html`<div class="trouble"><p><strong>${what} does not build</strong>${where}: ${message}</p>${
    step === undefined ? html`` : html`<p>Step: <code>${step}</code></p>`
  }${log === undefined || log === '' ? html`` : folded('End of the log', html`<pre>${log}</pre>`)}</div>`
}

/** What was seen of each candidate: coverage, differences, reasons, and what was not exercised. */
export function verdicts({ candidates }: Report): Html | undefined {
  const judged = candidates.filter(({ verdict }) => verdict !== undefined)
  return judged.length === 0 ? undefined : html`${judged.map(verdictOf)}`
}

/** What was learnt of the original by observing it more than once. */
function masked(values: number): string {
  if (values === 0) return "no value differed between the original's own runs"
  return `${count(values, 'value')} of the original's own runs differed, and ${values === 1 ? 'was' : 'were'} masked`
}

function verdictOf(candidate: CandidateReport): Html {
  const { verdict, id } = candidate
  if (verdict === undefined) return html``
  const { coverage, differences } = verdict
  const exercised = exercisedWords(coverage)
  const facts = [
    `Basis: ${verdict.basis}.`,
    ...(exercised === '' ? [] : [`Exercised: ${exercised}.`]),
    `Observed ${coverage.observations} times; ${masked(coverage.masked)}.`,
    ...verdict.reasons,
    ...verdict.notes,
  ]
  const rows = differences.map(({ probe, what, original, candidate }) => [
    probe,
    what,
    html`<pre class="cell">${original}</pre>`,
    html`<pre class="cell">${candidate}</pre>`,
  ])
  return html`<h3>${id} ${verdictMark(candidate)}</h3>${notes(facts)}${
    rows.length === 0
      ? html``
      : table(
          `Differences of ${id}`,
          [{ title: 'Probe' }, { title: 'What' }, { title: 'Original' }, { title: 'Candidate' }],
          rows,
        )
  }`
}
