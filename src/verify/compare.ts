import { compareHttp } from './compare-http.ts'
import { compareLifecycle, stopSignal } from './compare-lifecycle.ts'
import { compareRun } from './compare-run.ts'
import { judgeContract } from './contract.ts'
import type { Evidence } from './evidence.ts'
import { expectedRuns, unmetByAnswer, unmetByRun } from './expectations.ts'
import { difference, type Finding } from './finding.ts'
import type { PlannedHttp, ProbePlan } from './probes.ts'
import { replacedLauncher } from './replaced-launcher.ts'
import { nothingExercised, originalFailures, servicesOf, tooLittle } from './sufficiency.ts'
import type { Coverage, Difference, Observation, Verdict } from './verdict.ts'

/** Judges a candidate by what was seen. Pure: the same evidence gives the same verdict. */
export function judge(evidence: Evidence): Verdict {
  if (evidence.basis === 'contract') return judgeContract(evidence)
  const { originals, candidate, plan, basis, config } = evidence
  const failures = originalFailures(originals)
  const blank = { basis, differences: [], notes: [], coverage: nothingExercised(originals.length + 1) }
  if (failures.length > 0) return { ...blank, kind: 'inconclusive', reasons: failures }
  if (originals.length < 2) {
    return {
      ...blank,
      kind: 'inconclusive',
      reasons: ['the original was observed once only, so its noise is not known'],
    }
  }
  const { serviceFailure } = candidate
  if (serviceFailure !== undefined) return { ...blank, kind: 'inconclusive', reasons: [serviceFailure] }
  const ignore = (config.ignore ?? []).map(rule => new RegExp(rule, 'g'))
  const findings = compareAll(evidence, ignore)
  const life = compareLifecycle(originals, candidate, evidence.changes, ignore)
  const expectations = checkExpectations(evidence)
  const differences = [
    ...startDifference(evidence),
    ...findings.flatMap(finding => finding.differences),
    ...life.differences,
    ...expectations.differences,
  ]
  const byProbe = new Map(findings.map(finding => [finding.probe, finding]))
  const gaps = inconclusiveProbes(plan, findings, expectations.met)
  const reasons = [
    ...expectations.reasons,
    ...tooLittle(plan, originals, byProbe, config.inSources),
    ...gaps.reasons,
    ...life.reasons,
    ...ownCommand(evidence),
  ]
  return {
    kind: differences.length > 0 ? 'different' : reasons.length > 0 ? 'inconclusive' : 'equivalent',
    basis,
    differences: unique(differences),
    coverage: coverageOf(evidence, findings),
    reasons,
    notes: [...findings.flatMap(({ notes }) => notes), ...life.notes, ...gaps.notes, ...leftOut(plan)],
  }
}

function compareAll(
  { originals, candidate, plan, changes }: Evidence,
  ignore: readonly RegExp[],
): readonly Finding[] {
  const http = plan.http.map(({ id, expect }) => {
    const found = compareHttp(
      originals.flatMap(({ http }) => http.filter(({ probe }) => probe === id)),
      candidate.http.find(({ probe }) => probe === id),
      ignore,
    )
    const status = originals[0]?.http.find(({ probe }) => probe === id)?.response?.status
    return status === expect?.status ? found : unlessItFails(found, status)
  })
  const names = new Set([...originals, candidate].flatMap(({ runs }) => runs.map(({ probe }) => probe)))
  const launcher = replacedLauncher(changes)
  const runs = [...names].map(name =>
    compareRun(
      originals.flatMap(({ runs }) => runs.filter(({ probe }) => probe === name)),
      candidate.runs.find(({ probe }) => probe === name),
      ignore,
      // Only the image's own command has it.
      name === 'run' ? launcher : undefined,
    ),
  )
  return [...http, ...runs]
}

/**
 * A server that fails on a request (5xx) answers alike whatever is broken in it, so that two such answers prove nothing,
 * unless laststage.yaml expects just that status.
 */
function unlessItFails(found: Finding, status: number | undefined): Finding {
  if (status === undefined || status < 500 || !found.conclusive) return found
  return { ...found, conclusive: false, reason: `the original itself fails on it with status ${status}` }
}

function startDifference({ originals, candidate }: Evidence): readonly Difference[] {
  if (candidate.failure === undefined) return []
  const original = originals[0]?.ready ? 'answers' : 'ends as it should'
  return [difference('start', 'start', original, candidate.failure)]
}

/** What the user declared has to hold for the original too; else the declaration, or the original, is wrong. */
function checkExpectations({ originals, candidate, plan }: Evidence): {
  readonly differences: readonly Difference[]
  readonly reasons: readonly string[]
  readonly met: ReadonlySet<string>
} {
  const differences: Difference[] = []
  const reasons: string[] = []
  const met = new Set<string>()
  const check = (id: string, hasAny: boolean, unmet: (seen: Observation) => readonly Difference[]): void => {
    if (!hasAny) return
    const byOriginal = originals.flatMap(unmet)
    const [first] = byOriginal
    if (first)
      reasons.push(
        `the original itself does not meet ${id}: ${first.original}, ${first.what} is ${first.candidate}`,
      )
    else if (unmet(candidate).length > 0) differences.push(...unmet(candidate))
    else met.add(id)
  }
  for (const probe of plan.http) {
    check(probe.id, probe.expect !== undefined, ({ http }) =>
      unmetByAnswer(
        probe,
        http.find(seen => seen.probe === probe.id),
      ),
    )
  }
  for (const probe of expectedRuns(plan)) {
    check(probe.id, true, ({ runs }) =>
      unmetByRun(
        probe,
        runs.find(seen => seen.probe === probe.id),
      ),
    )
  }
  return { differences, reasons, met }
}

/** A declared probe that says nothing leaves the verdict open, unless its expectation is met; others only count less. */
function inconclusiveProbes(
  plan: ProbePlan,
  findings: readonly Finding[],
  met: ReadonlySet<string>,
): { readonly reasons: readonly string[]; readonly notes: readonly string[] } {
  const declared = new Set([
    ...plan.http.filter(({ origin }) => origin === 'declared').map(({ id }) => id),
    ...plan.runs.map(({ id }) => id),
    ...expectedRuns(plan).map(({ id }) => id),
    'run',
  ])
  const open = findings.filter(({ conclusive, probe }) => !conclusive && !met.has(probe))
  return {
    reasons: open.filter(({ probe }) => declared.has(probe)).map(whyOpen),
    notes: open.filter(({ probe }) => !declared.has(probe)).map(whyOpen),
  }
}

function whyOpen({ probe, reason }: Finding): string {
  return `${probe} cannot be compared: ${reason}`
}

function coverageOf(
  { originals, plan, candidate, config }: Evidence,
  findings: readonly Finding[],
): Coverage {
  const conclusive = new Set(findings.filter(finding => finding.conclusive).map(({ probe }) => probe))
  const counted = plan.http.filter(({ id, origin }) => conclusive.has(id) && origin !== 'unlikely')
  const ids = new Set(plan.http.map(({ id }) => id))
  const stopped = originals.some(({ stop }) => stop) && candidate.stop
  return {
    probes: counted.filter(({ role }) => role === 'page').length,
    assets: counted.filter(({ role }) => role === 'asset').length,
    runs: [...conclusive].filter(probe => !ids.has(probe)).length,
    files: 0,
    signals: stopped ? [stopSignal(candidate.image)] : [],
    masked: findings.reduce((sum, { masked }) => sum + masked, 0),
    observations: originals.length + 1,
    ...routesOf(counted, originals[0]),
    ...servicesOf(config),
  }
}

/** How wide the requests went. */
function routesOf(
  counted: readonly PlannedHttp[],
  original: Observation | undefined,
): Pick<Coverage, 'routes' | 'statuses'> {
  if (counted.length === 0) return {}
  const paths = new Set(counted.map(({ port, path }) => `${port} ${path.split('?')[0]}`))
  const answers = new Map(original?.http.map(({ probe, response }) => [probe, response?.status]))
  const statuses: Record<string, number> = {}
  for (const { id } of counted) {
    const status = answers.get(id)
    if (status === undefined) continue
    const kind = `${Math.floor(status / 100)}xx`
    statuses[kind] = (statuses[kind] ?? 0) + 1
  }
  return { routes: paths.size, statuses }
}

/** Where `command:` stood in for CMD, an image's own command was not run, and has to be the same. */
function ownCommand({ originals, candidate, config }: Evidence): readonly string[] {
  const own = originals[0]?.image
  if (config.command === undefined || !own) return []
  const commands = [own, candidate.image].map(({ entrypoint, cmd }) => JSON.stringify([entrypoint, cmd]))
  const why = '`command:` in laststage.yaml stood in for the own command of the image, which is another now'
  return commands[0] === commands[1] ? [] : [why]
}

function leftOut({ leftOut }: ProbePlan): readonly string[] {
  return leftOut === 0 ? [] : [`${leftOut} more links were not followed`]
}

function unique(differences: readonly Difference[]): readonly Difference[] {
  const byPlace = new Map(
    differences.map(found => [`${found.probe}\n${found.what}`, found] as const).reverse(),
  )
  return [...byPlace.values()].reverse()
}
