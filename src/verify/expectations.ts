import { difference } from './finding.ts'
import { mediaType, typeFits } from './media-types.ts'
import type { PlannedHttp, PlannedRun, ProbePlan } from './probes.ts'
import type { Difference, HttpObservation, RunObservation } from './verdict.ts'

/** What laststage.yaml expects of an answer and is not so. The `original` of each difference is the expectation. */
export function unmetByAnswer(probe: PlannedHttp, seen: HttpObservation | undefined): readonly Difference[] {
  const { expect } = probe
  if (!expect) return []
  const response = seen?.response
  if (!response) return [difference(probe.id, 'answer', 'expected one', seen?.error ?? 'not asked')]
  const unmet: Difference[] = []
  if (expect.status !== undefined && expect.status !== response.status) {
    unmet.push(difference(probe.id, 'status', `expected ${expect.status}`, String(response.status)))
  }
  if (expect.type !== undefined && mediaType(expect.type) !== mediaType(response.type)) {
    unmet.push(difference(probe.id, 'content-type', `expected ${expect.type}`, response.type))
  }
  if (expect.contains !== undefined && !response.body.includes(expect.contains)) {
    const body = response.body.slice(0, 120)
    unmet.push(difference(probe.id, 'body', `expected to contain ${JSON.stringify(expect.contains)}`, body))
  }
  return unmet
}

/** What laststage.yaml expects of a run and is not so. Output is compared without white space at its end. */
export function unmetByRun(
  probe: Pick<PlannedRun, 'id' | 'expect'>,
  seen: RunObservation | undefined,
): readonly Difference[] {
  const { expect } = probe
  if (!expect) return []
  if (!seen) return [difference(probe.id, 'run', 'expected one', 'not run')]
  const unmet: Difference[] = []
  if (expect.exitCode !== undefined && expect.exitCode !== seen.exitCode) {
    const code = seen.timedOut
      ? 'does not end in time'
      : String(seen.exitCode ?? `could not be started: ${seen.stderr}`)
    const said = seen.said ?? ''
    unmet.push(difference(probe.id, 'exit code', `expected ${expect.exitCode}`, `${code}${said}`))
  }
  for (const stream of ['stdout', 'stderr'] as const) {
    const wanted = expect[stream]
    if (wanted !== undefined && wanted.trimEnd() !== seen[stream].trimEnd()) {
      unmet.push(
        difference(probe.id, stream, `expected ${JSON.stringify(wanted)}`, seen[stream].slice(0, 200)),
      )
    }
  }
  return unmet
}

/** Runs and commands that have to end in a certain way. */
export function expectedRuns({ runs, commands }: ProbePlan): readonly Pick<PlannedRun, 'id' | 'expect'>[] {
  const tried = commands.flatMap(({ id, probe: { exitCode } }) =>
    exitCode === undefined ? [] : [{ id, expect: { exitCode } }],
  )
  return [...runs.filter(({ expect }) => expect !== undefined), ...tried]
}

/** Each asset that a page names has to be there and be what a browser takes it for; no page may stand in for one. */
export function brokenAssets(
  probes: readonly PlannedHttp[],
  seen: ReadonlyMap<string, HttpObservation>,
): readonly Difference[] {
  return probes.flatMap(probe => {
    if (probe.role !== 'asset') return []
    const response = seen.get(probe.id)?.response
    if (probe.origin === 'unlikely') {
      const page = response?.status === 200 && mediaType(response.type) === 'text/html'
      return page ? [difference(probe.id, 'missing asset', 'expected 404', 'a page (200, text/html)')] : []
    }
    const named = `named by ${probe.namedBy}`
    if (!response) return [difference(probe.id, 'asset', named, seen.get(probe.id)?.error ?? 'not asked')]
    if (response.status !== 200) return [difference(probe.id, 'asset', named, `status ${response.status}`)]
    if (typeFits(probe.path, response.type)) return []
    return [difference(probe.id, 'asset content-type', named, response.type)]
  })
}
