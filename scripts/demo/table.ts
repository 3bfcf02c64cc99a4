import type { CandidateReport, Report } from '../../src/report/report.ts'
import { place } from '../../src/report/terminal/place.ts'
import { formatRatio, formatSize, formatTime } from '../../src/report/terminal/size.ts'
import type { Style } from '../../src/report/terminal/style.ts'
import { columns } from '../../src/report/terminal/text.ts'
import { coverageWords, verdictName } from '../../src/report/terminal/verdict.ts'

/** One example with the report of it. */
export interface Shown {
  readonly name: string
  readonly report: Report
}

/** Before and after, one line for each app; estimates are marked as such. */
export function summary(shown: readonly Shown[], style: Style): readonly string[] {
  const head = ['', 'before', 'after', '', 'pull', 'ready', 'proof']
  const align = ['left', 'right', 'right', 'right', 'right', 'right', 'left'] as const
  const rows = shown.map(it => row(it, style))
  // Without an engine some columns hold nothing.
  const used = head.map((_, index) => rows.some(cells => cells[index] !== ''))
  const keep = <T>(cells: readonly T[]): readonly T[] => cells.filter((_, index) => used[index])
  return columns([head, ...rows].map(keep), keep(align)).map(line => ` ${line}`)
}

function row({ name, report }: Shown, style: Style): readonly string[] {
  const before = report.original.size
  const chosen = chosenOf(report)
  const after = chosen?.size
  const measured = before?.kind === 'measured' && after?.kind === 'measured'
  return [
    name,
    sizeWords(before, style),
    sizeWords(after, style),
    measured ? formatRatio(before.unpacked, after.unpacked, style.signs.times) : '',
    measured ? formatSize(after.compressed) : '',
    chosen?.readyMs === undefined ? '' : formatTime(chosen.readyMs),
    proofWords(report, chosen),
  ]
}

function sizeWords(size: Report['original']['size'], style: Style): string {
  // An estimate of nothing, for `FROM scratch`, says nothing.
  if (size === undefined || (size.kind === 'estimated' && size.unpacked === 0)) return 'unknown'
  return size.kind === 'measured'
    ? formatSize(size.unpacked)
    : `${style.signs.atLeast} ${formatSize(size.unpacked)}`
}

function proofWords(report: Report, chosen: CandidateReport | undefined): string {
  if (report.original.failure !== undefined) return 'the original does not build'
  if (report.refused !== undefined) return 'refused'
  if (chosen === undefined) return 'not proved'
  if (chosen.verdict === undefined) return 'not proved, sizes estimated'
  // Without the signals, so that the table keeps within 80 columns.
  return `${verdictName(chosen.verdict)}: ${coverageWords({ ...chosen.verdict.coverage, signals: [] })}`
}

/** What was found in the apps besides: mended Dockerfiles and diagnostics, one line each. */
export function findings(shown: readonly Shown[]): readonly string[] {
  return shown.flatMap(({ name, report }) => {
    const mended = (report.original.repaired?.changes ?? []).map(change => {
      const where = change.evidence[0] === undefined ? report.original.path : place(change.evidence[0])
      return [` ${name}/${where}`, `mended: ${change.title}`]
    })
    const found = report.original.diagnostics.map(it => [
      ` ${name}/${it.file}:${it.range.start.line}`,
      it.message,
    ])
    return columns([...mended, ...found])
  })
}

/** The candidate that was chosen. */
export function chosenOf(report: Report): CandidateReport | undefined {
  return report.candidates.find(candidate => candidate.id === report.chosen)
}
