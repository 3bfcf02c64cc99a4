import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { gateCheck } from '../../doctor/gate-check.ts'
import type { DoctorReport } from '../../report/doctor.ts'
import type { DoctorOptions } from '../commands/doctor.ts'
import { exitCode } from '../exit.ts'
import { type Io, styleFor } from '../io.ts'

/**
 * Tells whether a budget was really checked in this CI run, and nothing else: no engine is asked.
 * @returns the exit code: 1 where it was not, or is not known to have been
 */
export async function runGate(file: string, options: DoctorOptions, io: Io): Promise<number> {
  const { id, title, run } = gateCheck(file, resolve(io.cwd, file))
  const result = await run({
    env: io.env,
    readText: async path => readFile(path, 'utf8').catch(() => undefined),
  })
  const ok = result.status === 'ok'
  const report: DoctorReport = { schemaVersion: 1, ok, checks: [{ id, title, ...result }] }
  const style = styleFor(io.stdout, io, options.color)
  const sign = ok ? style.good(style.signs.ok) : style.bad(style.signs.failed)
  const todo = result.todo === undefined ? '' : `  ${style.dim(result.todo)}\n`
  io.stdout.write(
    options.json === true
      ? `${JSON.stringify(report, undefined, 2)}\n`
      : `${sign} ${title}: ${result.what}\n${todo}`,
  )
  return ok ? exitCode.ok : exitCode.findings
}
