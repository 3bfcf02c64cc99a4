import { toJsonSchema } from '@valibot/to-json-schema'
import { checkSchema } from '../src/report/check/check-schema.ts'

/** The JSON Schema of what `laststage check --format json` prints, as it is published. */
export function checkJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(checkSchema), null, 2)}\n`
}
