import { compareStop, stopSignal } from './compare-lifecycle.ts'
import type { Evidence } from './evidence.ts'
import { brokenAssets, expectedRuns, unmetByAnswer, unmetByRun } from './expectations.ts'
import { difference } from './finding.ts'
import type { ProbePlan } from './probes.ts'
import { nothingExercised, servicesOf } from './sufficiency.ts'
import type { Difference, HttpObservation, Verdict } from './verdict.ts'

/**
 * The verdict where the original is no reference (a dev server shipped as production): the expectations of
 * laststage.yaml judge, together with what any site has to keep: each asset that a page names is there and is what
 * its name says, no page stands in for a missing asset, pages that the original links to are there, it stops when
 * told to.
 */
export function judgeContract({ originals, candidate, plan, config }: Evidence): Verdict {
  const { serviceFailure } = candidate
  if (serviceFailure !== undefined) {
    const coverage = nothingExercised(originals.length + 1)
    return {
      kind: 'inconclusive',
      basis: 'contract',
      differences: [],
      coverage,
      reasons: [serviceFailure],
      notes: [],
    }
  }
  const seen = new Map(candidate.http.map(observation => [observation.probe, observation]))
  const runs = new Map(candidate.runs.map(observation => [observation.probe, observation]))
  const declaredHttp = plan.http.filter(({ expect }) => expect !== undefined)
  const declaredRuns = expectedRuns(plan)
  const stop = compareStop(originals, candidate)
  const assets = assetsOf({ originals, plan }, seen)
  const differences: readonly Difference[] = [
    ...(candidate.failure === undefined
      ? []
      : [difference('start', 'start', 'expected to run', candidate.failure)]),
    ...declaredHttp.flatMap(probe => unmetByAnswer(probe, seen.get(probe.id))),
    ...declaredRuns.flatMap(probe => unmetByRun(probe, runs.get(probe.id))),
    ...assets.differences,
    ...lostPages({ originals, candidate, plan }),
    ...(stop.differences ?? []).filter(({ what }) => what === 'stop'),
  ]
  const declared = declaredHttp.length + declaredRuns.length
  const why = 'the original is no reference for what this image answers'
  const reasons =
    declared > 0
      ? []
      : [
          `${why}; declare it under \`http:\` with \`expect:\` in laststage.yaml (${Object.keys(config).length === 0 ? 'there is none' : 'it has no expectation'})`,
        ]
  return {
    kind: differences.length > 0 ? 'different' : reasons.length > 0 ? 'inconclusive' : 'equivalent',
    basis: 'contract',
    differences,
    coverage: {
      probes: declaredHttp.length,
      assets: plan.http.filter(({ role, origin }) => role === 'asset' && origin !== 'unlikely').length,
      runs: declaredRuns.length,
      files: 0,
      signals: candidate.stop && !candidate.stop.killed ? [stopSignal(candidate.image)] : [],
      masked: 0,
      observations: originals.length + 1,
      ...servicesOf(config),
    },
    reasons,
    notes: [
      ...(stop.notes ?? []),
      ...assets.notes,
      ...unjudged(plan),
      ...unmetByOriginal({ originals, plan }),
    ],
  }
}

/** An asset that is broken in the original too is the app's own fault: told, and not held against the candidate. */
function assetsOf(
  { originals, plan }: Pick<Evidence, 'originals' | 'plan'>,
  seen: ReadonlyMap<string, HttpObservation>,
): { readonly differences: readonly Difference[]; readonly notes: readonly string[] } {
  const before = new Map((originals[0]?.http ?? []).map(observation => [observation.probe, observation]))
  const asked = plan.http.filter(({ id, origin }) => origin !== 'unlikely' && before.has(id))
  const wasBroken = new Set(brokenAssets(asked, before).map(({ probe }) => probe))
  const broken = brokenAssets(plan.http, seen)
  return {
    differences: broken.filter(({ probe }) => !wasBroken.has(probe)),
    notes: broken
      .filter(({ probe }) => wasBroken.has(probe))
      .map(({ probe, candidate }) => `${probe} is broken in the original too: ${candidate}`),
  }
}

/** Pages that the original links to and answers, and the candidate does not. */
function lostPages({
  originals,
  candidate,
  plan,
}: Pick<Evidence, 'originals' | 'candidate' | 'plan'>): readonly Difference[] {
  return plan.http.flatMap(({ id, role, origin }) => {
    if (role !== 'page' || (origin !== 'crawl' && origin !== 'openapi')) return []
    const before = originals[0]?.http.find(({ probe }) => probe === id)?.response?.status ?? 0
    const after = candidate.http.find(({ probe }) => probe === id)?.response?.status
    const lost = before >= 200 && before < 400 && (after === undefined || after >= 400)
    return lost ? [difference(id, 'status', String(before), String(after ?? 'no answer'))] : []
  })
}

/** Declared, but without an expectation there is nothing to judge by. */
function unjudged(plan: ProbePlan): readonly string[] {
  return [...plan.http.filter(({ origin }) => origin === 'declared'), ...plan.runs]
    .filter(probe => probe.expect === undefined && !('role' in probe && probe.role === 'asset'))
    .map(({ id }) => `${id} has no \`expect:\` and was not judged`)
}

function unmetByOriginal({ originals, plan }: Pick<Evidence, 'originals' | 'plan'>): readonly string[] {
  const [original] = originals
  if (!original || original.failure !== undefined) return []
  return plan.http.flatMap(probe => {
    const [unmet] = unmetByAnswer(
      probe,
      original.http.find(seen => seen.probe === probe.id),
    )
    return unmet ? [`the original does not meet ${probe.id} either: ${unmet.what} is ${unmet.candidate}`] : []
  })
}
