import * as v from 'valibot'

/** What `laststage doctor --json` prints. Published as `schemas/doctor.schema.json`. */
export const doctorSchema = v.object({
  schemaVersion: v.literal(1),
  ok: v.pipe(v.boolean(), v.description('nothing failed')),
  checks: v.array(
    v.object({
      id: v.string(),
      title: v.string(),
      status: v.picklist(['ok', 'warning', 'failed', 'skipped']),
      what: v.string(),
      todo: v.optional(v.string()),
    }),
  ),
})

export type DoctorReport = v.InferOutput<typeof doctorSchema>
