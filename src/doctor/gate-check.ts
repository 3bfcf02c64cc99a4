import { ciRun, parseGateRecord } from '../budget/gate-record.ts'
import type { CheckResult, Probes } from './check.ts'

/** Needs less of the machine than the other checks. */
interface GateCheck {
  readonly id: string
  readonly title: string
  readonly run: (probes: Pick<Probes, 'env' | 'readText'>) => Promise<CheckResult>
}

/**
 * Whether the budget was really checked in this run of the CI system: a job that was skipped, a step whose failure is
 * ignored and a file that a cache brought from an earlier run all look green.
 * @param file the path of the record, for messages
 * @param path the same, to be read
 */
export function gateCheck(file: string, path: string): GateCheck {
  return {
    id: 'gate',
    title: 'size budget',
    async run({ env, readText }) {
      const text = await readText(path)
      if (text === undefined) return failed(`${file} is not there: no budget was checked`)
      const record = parseGateRecord(text)
      if (record === undefined) return failed(`${file} is no record of laststage`)
      const run = ciRun(env)
      if (run !== undefined && record.run !== run)
        return failed(`${file} is of ${record.run ?? 'no CI run'}, and this is ${run}`)
      if (!record.kept) return failed(`${record.image} was over its budget, and the run went on`)
      const what = `${record.image} was checked and kept it`
      if (run !== undefined) return { status: 'ok', what: `${what}, in ${run}` }
      const todo = 'Run it in CI, in the job after the check.'
      return { status: 'warning', what: `${what}; this is no CI run that laststage knows`, todo }
    },
  }
}

function failed(what: string): CheckResult {
  const todo = 'Run `laststage budget check IMAGE --record FILE` before, and let its exit code count.'
  return { status: 'failed', what, todo }
}
