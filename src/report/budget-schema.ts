import * as v from 'valibot'

const bytes = v.number()

/** What `laststage budget check --json` prints. Bytes. */
export const budgetSchema = v.object({
  schemaVersion: v.literal(1),
  image: v.string(),
  platform: v.string(),
  kept: v.boolean(),
  limits: v.array(
    v.object({
      limit: v.picklist(['total', 'compressed', 'layer', 'file', 'growth']),
      allowed: bytes,
      actual: bytes,
      kept: v.boolean(),
      what: v.optional(v.pipe(v.string(), v.description("the layer's instruction, or the file's path"))),
    }),
  ),
  culprits: v.array(
    v.object({
      kind: v.picklist(['file', 'package', 'layer']),
      name: v.string(),
      bytes,
      before: v.optional(v.pipe(bytes, v.description('in the baseline; 0 where it was not there'))),
      instruction: v.optional(v.string()),
    }),
  ),
  baseline: v.optional(v.object({ total: bytes, compressed: bytes })),
})
