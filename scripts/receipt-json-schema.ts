import { toJsonSchema } from '@valibot/to-json-schema'
import { receiptSchema } from '../src/receipt/receipt.ts'
import { doctorSchema } from '../src/report/doctor.ts'
import { freshnessSchema, verifiedSchema } from '../src/report/verified.ts'

/** The JSON Schema of `laststage.receipt.json`, as it is published. */
export function receiptJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(receiptSchema), null, 2)}\n`
}

/** The JSON Schema of what `laststage verify ORIGINAL CANDIDATE --json` prints. */
export function verifiedJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(verifiedSchema), null, 2)}\n`
}

/** The JSON Schema of what `laststage verify --receipt --json` prints. */
export function freshnessJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(freshnessSchema), null, 2)}\n`
}

/** The JSON Schema of what `laststage doctor --json` prints. */
export function doctorJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(doctorSchema), null, 2)}\n`
}
