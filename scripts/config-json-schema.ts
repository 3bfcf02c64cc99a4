import { toJsonSchema } from '@valibot/to-json-schema'
import { configSchema } from '../src/config/schema.ts'

/** The JSON Schema of laststage.yaml as it is published. Checks that JSON Schema cannot say are left out. */
export function configJsonSchema(): string {
  const schema = toJsonSchema(configSchema, { typeMode: 'input', errorMode: 'ignore' })
  return `${JSON.stringify(schema, null, 2)}\n`
}
