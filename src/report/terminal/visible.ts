import type { Report } from '../report.ts'

/**
 * The same report with every control character made visible. A Dockerfile or an app's output may hold escape sequences
 * and direction marks, which would let it write what it likes on the reader's terminal.
 */
export function visibleReport(report: Report): Report {
  const text = JSON.stringify(report, (_, value: unknown) =>
    typeof value === 'string' ? visible(value) : value,
  )
  const copy: Report = JSON.parse(text)
  return copy
}

/** Text with its control characters, but for line ends and tabs, replaced by U+FFFD. */
export function visible(text: string): string {
  let shown = ''
  for (const char of text) shown += isHidden(char.codePointAt(0) ?? 0) ? '\u{fffd}' : char
  return shown
}

function isHidden(code: number): boolean {
  if (code < 0x20) return code !== 0x09 && code !== 0x0a && code !== 0x0d
  return (
    (code >= 0x7f && code <= 0x9f) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
  )
}
