import type { BudgetVerdict, Limit } from '../../budget/judge.ts'
import type { Weight } from '../../budget/weigh.ts'
import { limitTitles, sizeBefore, waysOut } from '../terminal/budget.ts'
import { formatSize } from '../terminal/size.ts'
import { comment } from './comment.ts'
import { changeOf, signedSize } from './sizes.ts'
import { code, prose, shortCode, table } from './text.ts'

/** The comment of `laststage budget check --markdown`. */
export function budgetComment(verdict: BudgetVerdict, weight: Pick<Weight, 'total' | 'compressed'>): string {
  return comment(
    'budget',
    verdict.image,
    [
      `### Size budget: ${headline(verdict)}`,
      `${code(verdict.image)}, ${prose(verdict.platform)}: ${formatSize(weight.total)} unpacked, ${formatSize(weight.compressed)} to pull`,
      limits(verdict.limits),
      grown(verdict, weight),
      blame(verdict),
      verdict.kept ? '' : `If it has to be that large: ${waysOut(verdict, code).join(', and ')}.`,
    ],
    [],
  )
}

function headline({ kept, limits }: BudgetVerdict): string {
  if (kept) return 'kept'
  const worst = limits.find(limit => !limit.kept)
  return worst === undefined ? 'exceeded' : `exceeded by ${formatSize(worst.actual - worst.allowed)}`
}

function limits(limits: readonly Limit[]): string {
  const rows = limits.map(({ limit, actual, allowed, kept, what }) => [
    kept ? '✅' : '❌',
    limitTitles[limit],
    formatSize(actual),
    formatSize(allowed),
    kept ? '' : `**${formatSize(actual - allowed)}**`,
    shortCode(what ?? ''),
  ])
  return table(
    [['', 'limit', 'is', 'may be', 'too much', ''], ...rows],
    ['left', 'left', 'right', 'right', 'right', 'left'],
  )
}

function grown({ baseline }: BudgetVerdict, weight: Pick<Weight, 'total' | 'compressed'>): string {
  if (baseline === undefined) return ''
  const since = (key: 'total' | 'compressed'): string => changeOf(weight[key] - baseline[key], baseline[key])
  return `Since the baseline: ${since('total')} unpacked, ${since('compressed')} to pull.`
}

function blame({ culprits, baseline }: BudgetVerdict): string {
  if (culprits.length === 0) return ''
  const rows = culprits.map(culprit => [
    culprit.before === undefined ? formatSize(culprit.bytes) : signedSize(culprit.bytes - culprit.before),
    shortCode(culprit.name),
    sizeBefore(culprit),
    culprit.kind === 'layer' ? '' : shortCode(culprit.instruction ?? ''),
  ])
  const title = baseline === undefined ? 'The largest' : 'What grew'
  return `**${title}**\n\n${table([['size', 'what', '', 'by'], ...rows], ['right', 'left', 'left', 'left'])}`
}
