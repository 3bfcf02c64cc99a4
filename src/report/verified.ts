import * as v from 'valibot'
import { verdictSchema } from './schema.ts'

/** What `laststage verify ORIGINAL CANDIDATE --json` prints. Published as `schemas/verify.schema.json`. */
export const verifiedSchema = v.object({
  schemaVersion: v.literal(1),
  original: v.string(),
  candidate: v.string(),
  engine: v.object({ name: v.string(), version: v.string(), platform: v.string() }),
  verdict: verdictSchema,
})

/** What `laststage verify --receipt --json` prints. Published as `schemas/freshness.schema.json`. */
export const freshnessSchema = v.object({
  schemaVersion: v.literal(1),
  receipt: v.string(),
  fresh: v.boolean(),
  stands: v.pipe(
    v.picklist(['candidate', 'original']),
    v.description('which of the two stands in the folder'),
  ),
  changed: v.array(
    v.object({
      input: v.pipe(v.string(), v.description('a path, or `build context`')),
      what: v.picklist(['changed', 'added', 'removed']),
    }),
  ),
  verdict: v.pipe(verdictSchema, v.description('the one that the receipt holds')),
})

type Deep<T> = T extends object ? { readonly [Key in keyof T]: Deep<T[Key]> } : T

export type VerifiedImages = Deep<v.InferOutput<typeof verifiedSchema>>
export type VerifiedReceipt = Deep<v.InferOutput<typeof freshnessSchema>>
