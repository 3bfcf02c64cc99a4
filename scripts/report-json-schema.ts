import { toJsonSchema } from '@valibot/to-json-schema'
import { reportSchema } from '../src/report/schema.ts'

/** The JSON Schema of what `laststage optimize --json` prints, as it is published. */
export function reportJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(reportSchema), null, 2)}\n`
}
