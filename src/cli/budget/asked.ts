import type { Budget, Growth } from '../../config/config.ts'
import { growthOf } from '../../config/units.ts'
import { UserError } from '../../errors.ts'
import { parseSize } from '../parse-size.ts'
import type { BudgetOptions } from '../commands/budget.ts'

/** The limits of the command line, which win over those of laststage.yaml. Throws `UserError` for what is no size. */
export function asked({ total, compressed, layer, file, maxGrowth, baseline }: BudgetOptions): Budget {
  return {
    ...(total !== undefined && { total: parseSize(total) }),
    ...(compressed !== undefined && { compressed: parseSize(compressed) }),
    ...(layer !== undefined && { layer: parseSize(layer) }),
    ...(file !== undefined && { file: parseSize(file) }),
    ...(maxGrowth !== undefined && { maxGrowth: askedGrowth(maxGrowth) }),
    ...(baseline !== undefined && { baseline }),
  }
}

function askedGrowth(text: string): Growth {
  const growth = growthOf(text)
  if (growth !== undefined) return growth
  throw new UserError('bad-size', `"${text}" is neither a size nor a share`, 'Write it as 2MB or 5%.')
}
