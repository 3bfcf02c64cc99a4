import * as v from 'valibot'
import { changeSchema, sizeSchema, verdictSchema } from '../report/schema.ts'

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

const file = v.object({
  path: v.pipe(v.string(), v.description('relative to the app folder, the build context')),
  sha256: v.nullable(sha256),
  text: v.optional(
    v.pipe(v.string(), v.description('kept for the original alone, so that the proof can be repeated')),
  ),
})

const context = v.object({
  sha256: v.pipe(sha256, v.description('of the sorted lines `path NUL entry LF`, .dockerignore applied')),
  count: v.number(),
  files: v.optional(
    v.pipe(
      v.record(v.string(), v.string()),
      v.description('each entry by path, where there are not too many'),
    ),
  ),
})

const base = v.object({
  reference: v.pipe(v.string(), v.description('as the Dockerfile names it')),
  digest: v.nullable(v.pipe(v.string(), v.description('null where the engine did not tell it'))),
  of: v.pipe(
    v.picklist(['manifest', 'image', 'unknown']),
    v.description('manifest: as in a registry; image: the id that the engine gives it'),
  ),
  standIn: v.boolean(),
})

const side = v.object({ files: v.array(file), context, bases: v.array(base), size: sizeSchema })

const result = v.object({
  probe: v.string(),
  status: v.optional(v.number()),
  type: v.optional(v.string()),
  bytes: v.optional(v.number()),
  sha256: v.optional(v.string()),
  exitCode: v.optional(v.number()),
  error: v.optional(v.string()),
})

/** `laststage.receipt.json`: what was proved, of which inputs, with what. Published as `schemas/receipt.schema.json`. */
export const receiptSchema = v.object({
  schemaVersion: v.literal(1),
  laststage: v.pipe(v.string(), v.description('the version that proved')),
  created: v.pipe(v.string(), v.description('when, in UTC')),
  engine: v.object({ name: v.string(), version: v.string() }),
  platform: v.string(),
  app: v.pipe(v.string(), v.description("the app folder, relative to the receipt's own")),
  dockerfile: v.pipe(v.string(), v.description('its path; both sides have one under this name')),
  mended: v.optional(
    v.pipe(v.string(), v.description('the text that stood for an original that does not build')),
  ),
  config: v.nullable(v.object({ path: v.string(), sha256 })),
  original: side,
  candidate: v.object({
    id: v.string(),
    title: v.string(),
    changes: v.pipe(
      v.array(changeSchema),
      v.description('what was named as a change, and so was no difference'),
    ),
    ...side.entries,
  }),
  probes: v.pipe(v.array(result), v.description('what the candidate answered')),
  verdict: verdictSchema,
})

export type Receipt = v.InferOutput<typeof receiptSchema>
export type ReceiptSide = v.InferOutput<typeof side>
export type ReceiptBase = v.InferOutput<typeof base>

/** The file that `--write` leaves beside the Dockerfile. */
export const receiptName = 'laststage.receipt.json'

/** Undefined where the text is no receipt of this form. */
export function parseReceipt(text: string): Receipt | undefined {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), receiptSchema), text)
  return read.success ? read.output : undefined
}

/** As it is written: people read it in reviews. */
export function formatReceipt(receipt: Receipt): string {
  return `${JSON.stringify(receipt, null, 2)}\n`
}
