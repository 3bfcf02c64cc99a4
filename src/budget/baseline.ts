import * as v from 'valibot'
import { UserError } from '../errors.ts'
import type { Weight } from './weigh.ts'

const bytes = v.pipe(v.number(), v.integer(), v.minValue(0))
const instruction = v.optional(v.string())

const shape = v.object({
  schemaVersion: v.literal(1),
  image: v.pipe(v.string(), v.description('as it was asked for')),
  platform: v.string(),
  base: v.picklist(['included', 'excluded']),
  total: bytes,
  compressed: bytes,
  layers: v.array(v.object({ instruction, unpacked: bytes })),
  files: v.array(v.object({ path: v.string(), bytes, instruction })),
  packages: v.array(v.object({ name: v.string(), bytes })),
})

/** What `laststage budget accept` keeps of an image, and what `check` compares with. */
export interface Baseline extends Weight {
  readonly schemaVersion: 1
  readonly image: string
  readonly platform: string
  readonly base: 'included' | 'excluded'
}

/** The JSON Schema of the file is made from this. */
export const baselineSchema = shape

/** Throws `UserError` where the text is no baseline. */
export function parseBaseline(text: string, file: string): Baseline {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), shape), text)
  if (read.success) return JSON.parse(JSON.stringify(read.output))
  const hint = 'Make it anew with `laststage budget accept IMAGE`.'
  throw new UserError('bad-baseline', `${file} is no baseline of laststage: ${read.issues[0].message}`, hint)
}

export function formatBaseline(baseline: Baseline): string {
  return `${JSON.stringify(baseline, undefined, 2)}\n`
}
