import * as v from 'valibot'
import type { BudgetVerdict } from './judge.ts'

const shape = v.object({
  schemaVersion: v.literal(1),
  image: v.string(),
  platform: v.string(),
  kept: v.boolean(),
  run: v.optional(v.pipe(v.string(), v.description('the run of the CI system, where there was one'))),
})

/** That a budget was checked: left by `laststage budget check --record`, looked for by `laststage doctor --gate`. */
export type GateRecord = v.InferOutput<typeof shape>

export const gateRecordSchema = shape

type Environment = Readonly<Record<string, string | undefined>>

/** The variables by which CI systems tell their runs apart: the system's name, and what makes a run unique there. */
const runs: readonly (readonly [system: string, ...variables: string[]])[] = [
  ['GitHub Actions', 'GITHUB_RUN_ID', 'GITHUB_RUN_ATTEMPT'],
  ['GitLab CI', 'CI_PIPELINE_ID'],
  ['CircleCI', 'CIRCLE_WORKFLOW_ID'],
  ['Buildkite', 'BUILDKITE_BUILD_ID'],
  ['Azure Pipelines', 'BUILD_BUILDID'],
  ['Jenkins', 'BUILD_TAG'],
]

/** `GitHub Actions 123.1`; undefined where no known CI system runs this. */
export function ciRun(env: Environment): string | undefined {
  for (const [system, ...variables] of runs) {
    const values = variables.map(name => env[name])
    if (values[0]) return `${system} ${values.filter(Boolean).join('.')}`
  }
  return undefined
}

export function gateRecord({ image, platform, kept }: BudgetVerdict, env: Environment): GateRecord {
  const run = ciRun(env)
  return { schemaVersion: 1, image, platform, kept, ...(run === undefined ? {} : { run }) }
}

/** Undefined where the text is no record. */
export function parseGateRecord(text: string): GateRecord | undefined {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), shape), text)
  return read.success ? read.output : undefined
}
