import { severities, type Vulnerability, type VulnerabilityChange } from '../../measure/vulnerabilities.ts'
import { code, details, listed, paragraphs, prose, table } from './text.ts'

const LISTED = 20

/** What a scanner found before and after, folded; a line where it could not tell; nothing where none was asked. */
export function vulnerabilityDetails(change: VulnerabilityChange | undefined): string {
  if (change === undefined) return ''
  if (change.kind === 'unknown') return `Known vulnerabilities: not known, ${prose(change.why)}.`
  const { before, after, appeared, vanished, scanner } = change
  const rows = severities
    .filter(severity => before[severity] + after[severity] > 0)
    .map(severity => [severity, String(before[severity]), String(after[severity])])
  return details(
    `Known vulnerabilities by ${scanner}: ${appeared.length} appeared, ${vanished.length} vanished`,
    paragraphs([
      rows.length === 0
        ? 'None in either image.'
        : table([['', 'before', 'after'], ...rows], ['left', 'right', 'right']),
      named('Appeared', appeared),
      named('Vanished', vanished),
    ]),
  )
}

function named(title: string, found: readonly Vulnerability[]): string {
  if (found.length === 0) return ''
  const lines = found.map(one => `${code(one.id)} ${one.severity}, ${code(`${one.package} ${one.version}`)}`)
  return `**${title}**\n\n${listed(lines, LISTED)}`
}
