import type { DoctorReport } from '../doctor.ts'
import type { Style } from './style.ts'
import { pad, wrap } from './text.ts'
import { visible } from './visible.ts'

/** What `laststage doctor` prints: a line for each check, and below it what to do. */
export function renderDoctor({ ok, checks }: DoctorReport, style: Style): string {
  const { signs } = style
  const sign = {
    ok: style.good(signs.ok),
    warning: style.warn('!'),
    failed: style.bad(signs.failed),
    skipped: style.dim(signs.other),
  }
  const width = Math.max(...checks.map(({ title }) => title.length))
  const indent = ' '.repeat(width + 5)
  const lines = checks.flatMap(({ title, status, what, todo }) => {
    const [first = '', ...rest] = wrap(visible(what), style.width - width - 5)
    return [
      ` ${sign[status]} ${pad(title, width)}  ${first}`,
      ...rest.map(line => `${indent}${line}`),
      ...(todo === undefined ? [] : wrap(todo, style.width - width - 5)).map(line =>
        style.dim(`${indent}${line}`),
      ),
    ]
  })
  const end = ok ? 'Everything that laststage needs is there.' : 'Not everything works; see the lines above.'
  return `${[...lines, '', end].join('\n')}\n`
}
