import type { DoctorReport } from '../report/doctor.ts'
import { buildChecks } from './build-checks.ts'
import type { Check, CheckResult, Probes } from './check.ts'
import {
  certificatesCheck,
  engineDiskCheck,
  gitCheck,
  limitsCheck,
  proxyCheck,
  registryCheck,
  temporaryDiskCheck,
  tracingCheck,
} from './machine-checks.ts'

const engineCheck: Check = {
  id: 'engine',
  title: 'engine',
  async run(probes) {
    const engine = await probes.engine()
    if ('failure' in engine) {
      const todo = engine.hint ?? 'Install Docker: https://docs.docker.com/get-docker/'
      return { status: 'failed', what: engine.failure, todo }
    }
    const elsewhere = engine.local ? '' : ', on another machine'
    return { status: 'ok', what: `Docker ${engine.version}, ${engine.platform}${elsewhere}` }
  },
}

/** What has a meaning only with an engine. */
const withEngine: readonly Check[] = [
  ...buildChecks,
  registryCheck,
  proxyCheck,
  limitsCheck,
  tracingCheck,
  engineDiskCheck,
]
const always: readonly Check[] = [temporaryDiskCheck, certificatesCheck, gitCheck]

/** Looks at what this machine can do. `ok` where nothing failed; warnings are for the user to judge. */
export async function runChecks(probes: Probes, onCheck: (title: string) => void): Promise<DoctorReport> {
  const found = [{ check: engineCheck, result: await engineCheck.run(probes) }]
  const works = found[0]?.result.status === 'ok'
  for (const check of [...withEngine, ...always]) {
    onCheck(check.title)
    const result: CheckResult =
      works || always.includes(check)
        ? await check.run(probes)
        : { status: 'skipped', what: 'without an engine there is nothing to try' }
    found.push({ check, result })
  }
  return {
    schemaVersion: 1,
    ok: found.every(({ result }) => result.status !== 'failed'),
    checks: found.map(({ check: { id, title }, result }) => ({ id, title, ...result })),
  }
}
