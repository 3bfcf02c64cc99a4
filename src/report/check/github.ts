import type { CheckFinding, CheckReport } from './check-report.ts'

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const

/** Annotations of GitHub Actions, one a line: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export function renderGithub(report: CheckReport): string {
  const lines = report.files.flatMap(({ findings }) => findings.map(annotation))
  const notes = report.notes.map(
    ({ file, line, message }) => `::notice file=${property(file)},line=${line}::${escaped(message)}`,
  )
  return [...lines, ...notes].map(line => `${line}\n`).join('')
}

function annotation({ severity, file, range: { start, end }, rule, message, help }: CheckFinding): string {
  // GitHub takes columns only where the range lies in one line.
  const columns = start.line === end.line ? `,col=${start.column},endColumn=${end.column}` : ''
  const place = `file=${property(file)},line=${start.line},endLine=${end.line}${columns}`
  const text = help === undefined ? message : `${message}\n${help}`
  return `::${commands[severity]} ${place},title=${property(rule)}::${escaped(text)}`
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
