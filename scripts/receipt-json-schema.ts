import { toJsonSchema } from '@valibot/to-json-schema'
import { receiptSchema } from '../src/receipt/receipt.ts'

/** The JSON Schema of `laststage.receipt.json`, as it is published. */
export function receiptJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(receiptSchema), null, 2)}\n`
}
