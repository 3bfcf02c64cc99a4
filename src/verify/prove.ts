import type { Config } from '../config/config.ts'
import type { Engine } from '../engines/engine.ts'
import type { Change } from '../model/change.ts'
import { judge } from './compare.ts'
import { observe, type ObserveRequest } from './observe.ts'
import type { ProbePlan } from './probes.ts'
import type { Limits } from './session.ts'
import { nothingExercised, originalFailures } from './sufficiency.ts'
import type { Basis, Difference, Observation, Verdict } from './verdict.ts'

interface Circumstances {
  readonly engine: Engine
  readonly config: Config
  readonly limits?: Partial<Limits>
  readonly onProgress?: (message: string) => void
  readonly signal?: AbortSignal
}

/** What is known of the original: kept, so that several candidates are compared with the same runs. */
export interface Reference {
  readonly image: string
  readonly plan: ProbePlan
  readonly observations: readonly Observation[]
}

/** Observes the original for the first time: finds out what can be asked, and how it answers. */
export async function observeOriginal(
  request: Circumstances & { readonly image: string },
): Promise<Reference> {
  request.onProgress?.('original, first run')
  const { observation, plan } = await observe(observeRequest(request, request.image))
  return { image: request.image, plan, observations: [observation] }
}

export interface ProofRequest extends Circumstances {
  readonly reference: Reference
  /** The candidate's built image. */
  readonly candidate: string
  readonly basis: Basis
  readonly changes?: readonly Change[]
}

export interface Proof {
  readonly verdict: Verdict
  /** Undefined where the candidate was not observed, since the original is no reference. */
  readonly observation: Observation | undefined
  /** The reference with the runs that this proof added; for the next candidate. */
  readonly reference: Reference
}

/**
 * Proves one candidate: original, original, candidate, original, each on fresh volumes. A candidate that differs is
 * observed once more, and so is the original: only what differs both times is a difference, the rest is a flake and
 * leaves the verdict open.
 */
export async function prove(request: ProofRequest): Promise<Proof> {
  if (request.basis === 'contract') return proveContract(request)
  const twice = await withRuns(request, request.reference, 2)
  if (hasFailed(twice))
    return { verdict: noReference(request, twice), observation: undefined, reference: twice }
  const observation = await observeCandidate(request, twice.plan)
  const reference = await withRuns(request, twice, 3)
  const verdict = verdictOf(request, reference, observation)
  if (verdict.kind !== 'different') return { verdict, observation, reference }
  const again = await observeCandidate(request, reference.plan)
  const more = await withRuns(request, reference, reference.observations.length + 1)
  const verdicts = [verdictOf(request, more, observation), verdictOf(request, more, again)] as const
  return { verdict: agreed(verdicts), observation, reference: more }
}

/** The original's answers do not count, so one run of it is enough; the candidate's own pages are followed. */
async function proveContract(request: ProofRequest): Promise<Proof> {
  const { reference } = request
  request.onProgress?.('candidate')
  const { observation, plan } = await observe({
    ...observeRequest(request, request.candidate),
    ...(reference.plan.guessed ? {} : { plan: withoutItsAssets(reference.plan), crawl: true }),
  })
  const verdict = judge({
    originals: reference.observations,
    candidate: observation,
    plan,
    basis: 'contract',
    config: request.config,
    changes: request.changes ?? [],
  })
  return { verdict, observation, reference }
}

/** A dev server's own assets are no part of what ships; what is declared and the pages that it links to are. */
function withoutItsAssets(plan: ProbePlan): ProbePlan {
  const http = plan.http.filter(({ role, origin }) => role === 'page' || origin === 'declared')
  return { ...plan, http, leftOut: 0 }
}

async function withRuns(request: ProofRequest, reference: Reference, runs: number): Promise<Reference> {
  const observations = [...reference.observations]
  // An original that fails is no reference, however often it is asked.
  if (hasFailed(reference)) return reference
  while (observations.length < runs) {
    request.onProgress?.(`original, run ${observations.length + 1}`)
    const { observation } = await observe({
      ...observeRequest(request, reference.image),
      plan: reference.plan,
    })
    observations.push(observation)
  }
  return { ...reference, observations }
}

function hasFailed({ observations }: Reference): boolean {
  return observations.some(({ failure }) => failure !== undefined)
}

function noReference({ basis }: ProofRequest, { observations }: Reference): Verdict {
  const coverage = nothingExercised(observations.length)
  return {
    kind: 'inconclusive',
    basis,
    differences: [],
    coverage,
    reasons: originalFailures(observations),
    notes: [],
  }
}

async function observeCandidate(request: ProofRequest, plan: ProbePlan): Promise<Observation> {
  request.onProgress?.('candidate')
  const { observation } = await observe({ ...observeRequest(request, request.candidate), plan })
  return observation
}

function observeRequest(request: Circumstances, image: string): ObserveRequest {
  const { engine, config, limits, onProgress, signal } = request
  return {
    engine,
    image,
    config,
    ...(limits && { limits }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  }
}

function verdictOf(request: ProofRequest, reference: Reference, candidate: Observation): Verdict {
  const { plan, observations } = reference
  const { basis, config, changes = [] } = request
  return judge({ originals: observations, candidate, plan, basis, config, changes })
}

/** Of two observations of one candidate. */
function agreed([first, second]: readonly [Verdict, Verdict]): Verdict {
  const stable = first.differences.filter(found => second.differences.some(other => samePlace(found, other)))
  const coverage = { ...first.coverage, observations: first.coverage.observations + 1 }
  if (stable.length > 0) return { ...first, differences: stable, coverage }
  const [seen] = [...first.differences, ...second.differences]
  if (!seen) return { ...first, coverage }
  const flaky = `${seen.probe}: ${seen.what} differed on one of two runs of the candidate (${seen.original} → ${seen.candidate})`
  return { ...first, kind: 'inconclusive', differences: [], coverage, reasons: [...first.reasons, flaky] }
}

function samePlace(one: Difference, other: Difference): boolean {
  return one.probe === other.probe && one.what === other.what
}
