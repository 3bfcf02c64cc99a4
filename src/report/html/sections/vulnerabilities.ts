import { printableName } from '../../../image/tar/names.ts'
import { severities, type Vulnerability, type VulnerabilityChange } from '../../../measure/vulnerabilities.ts'
import { type Html, html } from '../html.ts'
import { table } from '../parts.ts'

const LISTED = 100

/** What a scanner found before and after, and each that appeared or vanished. */
export function vulnerabilities(change: VulnerabilityChange | undefined): Html | undefined {
  if (change === undefined) return undefined
  if (change.kind === 'unknown') return html`<p>Not known: ${printableName(change.why)}.</p>`
  const rows = severities.map(severity => [
    severity,
    String(change.before[severity]),
    String(change.after[severity]),
  ])
  const columns = [
    { title: 'Severity' },
    { title: 'Before', numeric: true },
    { title: 'After', numeric: true },
  ]
  return html`${table(`Counted by ${change.scanner}`, columns, rows)}${named('Appeared', change.appeared)}${named('Vanished', change.vanished)}`
}

function named(title: string, found: readonly Vulnerability[]): Html | undefined {
  if (found.length === 0) return undefined
  const rows = found
    .slice(0, LISTED)
    .map(one => [printableName(one.id), one.severity, printableName(one.package), printableName(one.version)])
  const more = found.length > LISTED ? `, the worst ${LISTED}` : ''
  return table(
    `${title}: ${found.length.toLocaleString('en-US')}${more}`,
    [{ title: 'Name' }, { title: 'Severity' }, { title: 'Package' }, { title: 'Version' }],
    rows,
  )
}
