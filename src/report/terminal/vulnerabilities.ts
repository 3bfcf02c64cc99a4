import { severities, type Vulnerability, type VulnerabilityChange } from '../../measure/vulnerabilities.ts'
import { cutEnd } from './fit.ts'
import type { Style } from './style.ts'
import { columns, wrap } from './text.ts'
import { printableName } from '../../image/tar/names.ts'

const TOP = 8

/** What a scanner found before and after, and what is new or gone. */
export function vulnerabilityLines(change: VulnerabilityChange | undefined, style: Style): readonly string[] {
  if (change === undefined) return []
  const title = style.bold('Known vulnerabilities')
  if (change.kind === 'unknown')
    return [
      title,
      ...wrap(printableName(`Not known: ${change.why}.`), style.width - 1).map(line => ` ${line}`),
    ]
  const found = severities.filter(severity => change.before[severity] + change.after[severity] > 0)
  if (found.length === 0) return [`${title}  by ${change.scanner}: none in either image`]
  const rows = found.map(severity => {
    const [was, is] = [change.before[severity], change.after[severity]]
    const text = is > was ? style.warn(`+${is - was}`) : is < was ? style.good(`-${was - is}`) : ''
    return [` ${severity}`, String(was), String(is), text]
  })
  return [
    `${title}  by ${change.scanner}`,
    ...columns([['', 'before', 'after', ''], ...rows], ['left', 'right', 'right', 'right']),
    ...listed('+', change.appeared, style),
    ...listed('-', change.vanished, style),
  ]
}

function listed(sign: string, found: readonly Vulnerability[], style: Style): readonly string[] {
  const more = found.length - TOP
  return [
    ...found
      .slice(0, TOP)
      .map(one =>
        cutEnd(` ${sign} ${one.id} ${one.severity} ${one.package} ${one.version}`, style.width, style),
      ),
    ...(more > 0 ? [style.dim(` ${sign} and ${more.toLocaleString('en-US')} more`)] : []),
  ]
}
