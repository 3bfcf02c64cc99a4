import { runChecks } from '../../doctor/run-checks.ts'
import { renderDoctor } from '../../report/terminal/doctor.ts'
import type { DoctorOptions } from '../commands/doctor.ts'
import { exitCode } from '../exit.ts'
import { type Io, styleFor } from '../io.ts'
import { progressFor } from '../progress.ts'
import { withProbes } from './probes.ts'

/**
 * Does what `laststage doctor` was asked for, and prints the answer.
 * @returns the exit code
 */
export async function runDoctor(options: DoctorOptions, io: Io): Promise<number> {
  const style = styleFor(io.stderr, io, options.color)
  const work = progressFor(io, style).task('looking at this machine', async onDetail =>
    withProbes(io, async probes => runChecks(probes, title => onDetail(title, 'moment'))),
  )
  const report = await work
  io.stdout.write(
    options.json === true
      ? `${JSON.stringify(report, null, 2)}\n`
      : renderDoctor(report, styleFor(io.stdout, io, options.color)),
  )
  return report.ok ? exitCode.ok : exitCode.findings
}
