import { printableName } from '../../image/tar/names.ts'
import type { Culprit } from '../../budget/blame.ts'
import type { BudgetVerdict, Limit } from '../../budget/judge.ts'
import { cutEnd, cutPath } from './fit.ts'
import { formatSize } from './size.ts'
import type { Style } from './style.ts'
import { columns, wrap } from './text.ts'

/** What a limit is called. */
export const limitTitles: Readonly<Record<Limit['limit'], string>> = {
  total: 'unpacked',
  compressed: 'to pull',
  layer: 'largest layer',
  file: 'largest file',
  growth: 'growth since the baseline',
}

/** What `laststage budget check` prints. */
export function renderBudget(verdict: BudgetVerdict, style: Style): string {
  const rows = verdict.limits.map(limit => [
    ` ${limit.kept ? style.good(style.signs.ok) : style.bad(style.signs.failed)} ${limitTitles[limit.limit]}`,
    formatSize(limit.actual),
    `of ${formatSize(limit.allowed)}`,
    limit.kept ? '' : style.bad(`${formatSize(limit.actual - limit.allowed)} too much`),
  ])
  const lines = [
    `${style.bold(cutEnd(verdict.image, style.width - 20, style))}  ${verdict.platform}`,
    ...sentence(verdict, style),
    '',
    ...columns(rows, ['left', 'right', 'left', 'left']),
    ...blame(verdict, style),
  ]
  return `${lines.join('\n')}\n`
}

function blame({ culprits, baseline }: BudgetVerdict, style: Style): readonly string[] {
  if (culprits.length === 0) return []
  const rows = culprits.map(culprit => [
    ` ${culprit.before === undefined ? '' : '+'}${formatSize(culprit.bytes - (culprit.before ?? 0))}`,
    culprit.kind === 'file'
      ? cutPath(culprit.name, style.width - 40, style)
      : cutEnd(culprit.name, style.width - 40, style),
    sizeBefore(culprit),
  ])
  const [first] = culprits
  const by = first?.kind === 'layer' ? undefined : first?.instruction
  const whose = culprits.length === 1 ? 'by' : 'the first of them by'
  return [
    '',
    style.bold(baseline === undefined ? 'The largest' : 'What grew'),
    ...columns(rows, ['right', 'left', 'left']),
    ...(by === undefined ? [] : [style.dim(` ${cutEnd(`${whose} ${by}`, style.width - 1, style)}`)]),
  ]
}

/** `new`, `was 3.1 MB`, or nothing where there is no baseline. */
export function sizeBefore({ before }: Culprit): string {
  if (before === undefined) return ''
  return before === 0 ? 'new' : `was ${formatSize(before)}`
}

/** What a developer has to know, in a sentence. */
function sentence(verdict: BudgetVerdict, style: Style): readonly string[] {
  const { kept, limits, culprits } = verdict
  if (kept) return [style.good('Within the budget.')]
  const worst = limits.find(limit => !limit.kept)
  const over = worst && `${formatSize(worst.actual - worst.allowed)} over (${limitTitles[worst.limit]})`
  const [culprit] = culprits
  const because = culprit === undefined ? '' : `; look at ${culprit.name} first`
  const text = `Over budget: ${over ?? ''}${because}. If it has to be that large: ${waysOut(verdict, command => `\`${command}\``).join(', and ')}.`
  return wrap(printableName(text), style.width).map((line, at) => (at === 0 ? style.bad(line) : line))
}

/** What to do where an image has to be as large as it is. */
export function waysOut(
  { limits, image }: BudgetVerdict,
  quoted: (command: string) => string,
): readonly string[] {
  const passed = limits.filter(limit => !limit.kept)
  return [
    ...(passed.some(({ limit }) => limit !== 'growth') ? ['raise the limit'] : []),
    ...(passed.some(({ limit }) => limit === 'growth') ? [quoted(`laststage budget accept ${image}`)] : []),
  ]
}
