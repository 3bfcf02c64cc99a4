import type { Config } from '../../config/config.ts'
import type { ImageSize } from '../../measure/image-stats.ts'
import type { Report } from '../../report/report.ts'
import { formatSize } from '../../report/terminal/size.ts'

/**
 * What to say where the image that would ship (the chosen one, else the original) is larger than its budget in bytes.
 * @returns undefined where there is no budget or it is kept
 */
export function overBudget(report: Report, budget: NonNullable<Config['budget']>): string | undefined {
  const { total, compressed } = budget
  if (total === undefined && compressed === undefined) return undefined
  const chosen = report.candidates.find(candidate => candidate.id === report.chosen)
  const size = chosen === undefined ? report.original.size : chosen.size
  if (size?.kind !== 'measured') return 'The budget could not be checked: nothing was measured.'
  const what = chosen?.id ?? 'the original'
  return above(what, 'unpacked', size, total) ?? above(what, 'compressed', size, compressed)
}

function above(
  what: string,
  kind: 'unpacked' | 'compressed',
  size: ImageSize,
  limit: number | undefined,
): string | undefined {
  const bytes = size[kind]
  if (limit === undefined || bytes <= limit) return undefined
  return `Over budget: ${what} has ${formatSize(bytes)} ${kind}, ${formatSize(bytes - limit)} above ${formatSize(limit)}.`
}
