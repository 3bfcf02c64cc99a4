import { toJsonSchema } from '@valibot/to-json-schema'
import { baselineSchema } from '../src/budget/baseline.ts'
import { gateRecordSchema } from '../src/budget/gate-record.ts'
import { budgetSchema } from '../src/report/budget-schema.ts'

/** The JSON Schema of what `laststage budget check --json` prints, as it is published. */
export function budgetJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(budgetSchema), null, 2)}\n`
}

/** The same of `laststage.baseline.json`. */
export function baselineJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(baselineSchema), null, 2)}\n`
}

/** The same of what `laststage budget check --record` leaves. */
export function gateRecordJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(gateRecordSchema), null, 2)}\n`
}
