import type { Change } from '../../model/change.ts'
import { places } from './place.ts'
import type { Style } from './style.ts'
import { wrap } from './text.ts'

/** The numbered list: what was changed, why, and where that was read. */
export function renderChanges(changes: readonly Change[], style: Style): readonly string[] {
  const applied = changes.filter(change => change.applicability !== 'suggestion')
  const suggested = changes.filter(change => change.applicability === 'suggestion')
  return [
    ...(applied.length === 0
      ? []
      : [style.bold('Why'), ...applied.flatMap((it, i) => entry(it, i + 1, style))]),
    ...(suggested.length === 0
      ? []
      : [
          ...(applied.length === 0 ? [] : ['']),
          style.bold('Worth a thought, not done'),
          ...suggested.flatMap((it, index) => entry(it, applied.length + index + 1, style)),
        ]),
  ]
}

function entry(change: Change, number: number, style: Style): readonly string[] {
  const label = String(number).padStart(2)
  const where = places(change.evidence).join(', ')
  const title = wrap(change.title, style.width - 5)
  const last = title.at(-1) ?? ''
  const fits = last.length + where.length + 8 <= style.width
  const lines = title.map((line, index) => `${index === 0 ? label : '  '} ${line}`)
  if (where !== '' && fits) {
    const gap = ' '.repeat(Math.max(2, style.width - 3 - last.length - where.length))
    lines[lines.length - 1] += gap + style.dim(where)
  }
  return [
    ...lines,
    ...wrap(change.because, style.width - 6).map(line => `     ${line}`),
    ...(where !== '' && !fits ? wrap(where, style.width - 6).map(line => `     ${style.dim(line)}`) : []),
  ]
}
