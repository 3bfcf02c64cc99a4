import { frame } from '../terminal/diagnostics.ts'
import type { Style } from '../terminal/style.ts'
import { wrap } from '../terminal/text.ts'
import { visible } from '../terminal/visible.ts'
import type { CheckFinding, CheckReport } from './check-report.ts'

/**
 * Each finding with the line where it stands, and what it comes to.
 * @param texts the files that findings stand in, by path
 */
export function renderCheck(report: CheckReport, texts: ReadonlyMap<string, string>, style: Style): string {
  const found = report.files.flatMap(({ findings, fixed, path }) => [
    ...fixed.map(({ title, line, rule }) =>
      style.good(`${shown(path)}:${line} fixed ${rule}: ${shown(title)}`),
    ),
    ...findings.flatMap(finding => one(finding, texts.get(finding.file), style)),
  ])
  const notes = report.notes.map(({ file, line, message }) =>
    style.dim(`${shown(file)}:${line} ${shown(message)}`),
  )
  return [...found, ...notes, ...summary(report, style), ''].join('\n')
}

function one(finding: CheckFinding, text: string | undefined, style: Style): readonly string[] {
  const { rule, severity, message, range, help, fix } = finding
  const place = `${shown(finding.file)}:${range.start.line}:${range.start.column}`
  const [first = '', ...more] = wrap(`${severity} ${rule}: ${shown(message)}`, style.width - 2)
  return [
    style.bold(place),
    ...[first, ...more].map((line, index) => `  ${index === 0 ? coloured(severity, style)(line) : line}`),
    ...frame({ ...finding, code: rule }, text === undefined ? undefined : visible(text), style),
    ...(help === undefined ? [] : hint('help', help, style)),
    ...(fix === undefined ? [] : hint(fix.applicability === 'safe' ? 'fix' : 'unsafe fix', fix.title, style)),
    '',
  ]
}

function hint(name: string, text: string, style: Style): readonly string[] {
  return wrap(`${name}: ${shown(text)}`, style.width - 4).map((line, index) =>
    index === 0 ? `  ${line}` : `    ${line}`,
  )
}

function summary({ summary, files }: CheckReport, style: Style): readonly string[] {
  const { errors, warnings, infos, fixable, fixableUnsafe, fixed, suppressed } = summary
  const where = files.length === 1 ? shown(files[0]?.path ?? '') : `${files.length} files`
  const counts = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
    ...(infos > 0 ? [plural(infos, 'note')] : []),
  ]
  const colour = errors > 0 ? style.bad : warnings > 0 ? style.warn : style.good
  return [
    colour(counts.length === 0 ? `Nothing found in ${where}.` : `${counts.join(', ')} in ${where}.`),
    ...(fixed > 0 ? [`${plural(fixed, 'fix', 'fixes')} made.`] : []),
    ...(fixable > 0 ? [`--fix mends ${fixable} of them.`] : []),
    ...(fixableUnsafe > 0
      ? [`--fix --unsafe mends ${fixableUnsafe}${fixable > 0 ? ' more' : ' of them'}; look at what it does.`]
      : []),
    ...(suppressed > 0 ? [`${suppressed} silenced by comments in the file.`] : []),
    ...(counts.length > 0 ? [style.dim('laststage explain RULE says why, and what to do.')] : []),
  ]
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

function coloured(severity: CheckFinding['severity'], style: Style): (text: string) => string {
  return severity === 'error' ? style.bad : severity === 'warning' ? style.warn : style.dim
}

/** On one line, and without what would steer the terminal. */
function shown(text: string): string {
  return visible(text).replace(/\s+/g, ' ')
}
