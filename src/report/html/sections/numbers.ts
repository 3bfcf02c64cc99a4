import { type NumberRow, numberConditions, numberRows } from '../../terminal/numbers.ts'
import type { CandidateReport, Report } from '../../report.ts'
import { type Html, html } from '../html.ts'
import { bar, notes, table } from '../parts.ts'

/** Rebuilds, bytes to push, memory and time to ready, before and after. */
export function numbers(original: Report['original'], chosen: CandidateReport): Html | undefined {
  const rows = numberRows(original, chosen, '≤')
  if (rows.length === 0) return undefined
  return html`${table(
    'Before and after',
    [{ title: 'What' }, { title: '' }, { title: 'Before', numeric: true }, { title: 'After', numeric: true }],
    rows.map(row => [name(row), bars(row), row.before, row.after]),
  )}${notes(numberConditions(original.rebuild, chosen.rebuild, '≤'))}`
}

/** What says more of the row above stands in a little. */
function name({ name }: NumberRow): Html {
  return name.startsWith(' ') ? html`<span class="sub">${name.trim()}</span>` : html`${name}`
}

/** Each row on a scale of its own: seconds and bytes do not compare. */
function bars({ values }: NumberRow): Html {
  if (values === undefined) return html``
  const most = Math.max(1, ...values)
  return html`<span class="pair">${bar([{ width: values[0] / most, tone: 'before' }])}${bar([{ width: values[1] / most, tone: 'after' }])}</span>`
}
