import type { Budget, Growth } from '../config/config.ts'
import { UserError } from '../errors.ts'
import type { Baseline } from './baseline.ts'
import { type Culprit, culprits } from './blame.ts'
import { growthFloor } from './budget.ts'
import type { Weight } from './weigh.ts'

/** One limit of a budget, and how the image stands to it. Bytes. */
export interface Limit {
  readonly limit: 'total' | 'compressed' | 'layer' | 'file' | 'growth'
  readonly allowed: number
  readonly actual: number
  readonly kept: boolean
  /** The layer's instruction or the file's path. */
  readonly what?: string
}

/** What `laststage budget check` answers; printed by `--json`. */
export interface BudgetVerdict {
  readonly schemaVersion: 1
  readonly image: string
  readonly platform: string
  readonly kept: boolean
  readonly limits: readonly Limit[]
  /** Who is to blame where a limit is passed. */
  readonly culprits: readonly Culprit[]
  /** What was compared with. */
  readonly baseline?: { readonly total: number; readonly compressed: number }
}

/**
 * Holds an image against its budget. Pure.
 * @throws UserError where there is no limit, or where growth is limited and there is nothing to compare with
 */
export function judge(
  image: { readonly name: string; readonly platform: string; readonly weight: Weight },
  budget: Budget,
  baseline: Baseline | undefined,
): BudgetVerdict {
  const limits = [...fixedLimits(image.weight, budget), ...growthLimit(image.weight, budget, baseline)]
  if (limits.length === 0) {
    const hint = 'Say `budget: {total: 60MB}` in laststage.yaml, or give --total.'
    throw new UserError('no-budget', 'there is no budget to hold the image against', hint)
  }
  const kept = limits.every(limit => limit.kept)
  return {
    schemaVersion: 1,
    image: image.name,
    platform: image.platform,
    kept,
    limits,
    culprits: kept ? [] : culprits(image.weight, baseline),
    ...(baseline && { baseline: { total: baseline.total, compressed: baseline.compressed } }),
  }
}

function fixedLimits(weight: Weight, budget: Budget): readonly Limit[] {
  const layer = weight.layers.reduce((a, b) => (b.unpacked > a.unpacked ? b : a), { unpacked: 0 })
  const file = weight.files[0]
  return [
    ...limit('total', budget.total, weight.total),
    ...limit('compressed', budget.compressed, weight.compressed),
    ...limit('layer', budget.layer, layer.unpacked, layer.instruction),
    ...limit('file', budget.file, file?.bytes ?? 0, file?.path),
  ]
}

function limit(
  name: Limit['limit'],
  allowed: number | undefined,
  actual: number,
  what?: string,
): readonly Limit[] {
  if (allowed === undefined) return []
  return [{ limit: name, allowed, actual, kept: actual <= allowed, ...(what !== undefined && { what }) }]
}

function growthLimit(
  weight: Weight,
  { maxGrowth }: Budget,
  baseline: Baseline | undefined,
): readonly Limit[] {
  if (maxGrowth === undefined) return []
  if (baseline === undefined) {
    const hint = 'Accept the size as it is, and commit the file: `laststage budget accept IMAGE`.'
    throw new UserError('no-baseline', 'growth is limited, but there is no baseline to compare with', hint)
  }
  return limit('growth', allowedGrowth(maxGrowth, baseline.total), Math.max(0, weight.total - baseline.total))
}

function allowedGrowth(growth: Growth, total: number): number {
  return 'bytes' in growth ? growth.bytes : Math.max(Math.round((total * growth.percent) / 100), growthFloor)
}
