import { toJsonSchema } from '@valibot/to-json-schema'
import { imageDiffSchema, measuredSchema, outlinedSchema } from '../src/report/image-schemas.ts'

/** The JSON Schema of what `laststage measure --json` prints, as it is published. */
export function measuredJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(measuredSchema), null, 2)}\n`
}

/** The same of `laststage measure --no-contents --json`. */
export function outlinedJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(outlinedSchema), null, 2)}\n`
}

/** The same of `laststage diff --json`. */
export function imageDiffJsonSchema(): string {
  return `${JSON.stringify(toJsonSchema(imageDiffSchema), null, 2)}\n`
}
