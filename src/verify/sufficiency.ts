import type { Config } from '../config/config.ts'
import type { ImageConfig } from '../engines/engine.ts'
import type { Finding } from './finding.ts'
import type { NamedRoutes } from '../model/routes/named-routes.ts'
import { missingService } from './missing-service.ts'
import type { PlannedHttp, ProbePlan } from './probes.ts'
import type { Coverage, HttpObservation, Observation } from './verdict.ts'

const declareHttp = 'declare what it answers under `http:` in laststage.yaml'
const declareExec = 'declare its arguments under `exec:` in laststage.yaml'

/** Why the original cannot be a reference: it does not work itself. Empty where it can. */
export function originalFailures(originals: readonly Observation[]): readonly string[] {
  const service = originals.find(({ serviceFailure }) => serviceFailure !== undefined)?.serviceFailure
  if (service !== undefined) return [`${service}\nSee \`services:\` in laststage.yaml, or the Compose file`]
  const failed = originals.flatMap(({ failure }) => (failure === undefined ? [] : [failure]))
  const [first] = failed
  if (first === undefined) return []
  const times = failed.length === originals.length ? '' : ` (on ${failed.length} of ${originals.length} runs)`
  return [`the original itself fails${times}: ${first}${hintFor(first)}`]
}

/** What to add to laststage.yaml. */
function hintFor(failure: string): string {
  const service = missingService(failure)
  if (service !== undefined)
    return `; it looks for another system: declare \`services: { ${service} }\` in laststage.yaml`
  return failure.includes('neither ended nor answered')
    ? '; name its port with EXPOSE, or declare `ready: { port: …, timeout: 120s }` in laststage.yaml'
    : '; declare what it needs under `env:`, `services:` or `command:` in laststage.yaml'
}

/**
 * Why what was exercised is too little to call two images alike: nothing but `/`, every path answered alike, a run
 * that said nothing or failed. Empty where it is enough: also where `/` is all there is, by the sources' own word.
 */
export function tooLittle(
  plan: ProbePlan,
  originals: readonly Observation[],
  findings: ReadonlyMap<string, Finding>,
  named?: NamedRoutes,
): readonly string[] {
  const [original] = originals
  if (!original) return ['the original was not observed']
  // Whoever wrote a test of the app said by it what matters.
  if (plan.commands.some(({ id, probe }) => probe.exitCode !== undefined && findings.get(id)?.conclusive))
    return []
  const conclusive = plan.http.filter(({ id }) => findings.get(id)?.conclusive)
  const answers = new Map(original.http.map(observation => [observation.probe, observation]))
  const reasons = [...httpGaps(plan, conclusive, answers, named), ...runGaps(plan, original)]
  const nothing = plan.http.length === 0 && original.runs.length === 0
  return nothing ? [`nothing could be exercised; ${declareHttp}, or ${declareExec}`] : reasons
}

function httpGaps(
  plan: ProbePlan,
  conclusive: readonly PlannedHttp[],
  answers: ReadonlyMap<string, HttpObservation>,
  named: NamedRoutes | undefined,
): readonly string[] {
  if (plan.http.length === 0) return []
  if (conclusive.length === 0) return [`no answer could be compared; ${declareHttp}`]
  if (conclusive.some(({ origin }) => origin === 'declared')) return []
  const worked = conclusive.filter(({ id, origin }) => {
    const status = answers.get(id)?.response?.status ?? 0
    return origin !== 'unlikely' && status < 400
  })
  const isWhole =
    named?.all === true &&
    plan.ports.length === 1 &&
    named.paths.every(path => worked.some(asked => asked.path === path))
  if (!isWhole && !worked.some(({ path }) => path !== '/')) {
    const seen = worked.length === 0 ? 'no path answered without an error' : 'only / was reached'
    return [`${seen}; ${declareHttp}`]
  }
  if (isWhole && named.everyPath) return []
  const digests = new Set(conclusive.map(({ id }) => answerKey(answers.get(id))))
  return digests.size === 1 ? [`every path is answered alike; ${declareHttp}`] : []
}

function answerKey(observation: HttpObservation | undefined): string {
  const response = observation?.response
  return response ? `${response.status} ${response.sha256}` : 'none'
}

function runGaps(plan: ProbePlan, original: Observation): readonly string[] {
  if (plan.runs.length > 0 || plan.http.length > 0) return []
  const [run] = original.runs
  if (!run) return []
  const shell = bareInterpreter(original.image)
  if (shell !== undefined) {
    return [
      `the image has no command of its own but \`${shell}\`, which reads nothing and ends; give it a CMD, or declare \`command:\` (what is run) or \`exec:\` in laststage.yaml`,
    ]
  }
  if (run.exitCode !== 0) {
    return [`run by itself it ends with exit code ${run.exitCode}, which shows little of it; ${declareExec}`]
  }
  if (run.stdout.trim() === '' && run.stderr.trim() === '') return [`it printed nothing; ${declareExec}`]
  return []
}

/** What a base image starts where nobody said what to run: a shell, or an interpreter without a program. */
function bareInterpreter({ entrypoint, cmd }: ImageConfig): string | undefined {
  const command = [...entrypoint.filter(word => !/docker-entrypoint/.test(word)), ...cmd]
  const [only, ...rest] = command
  if (only === undefined || rest.length > 0) return undefined
  return /(?:^|\/)(?:ba|da|a|z)?sh$|(?:^|\/)(?:node|python3?|irb|ruby|perl|php|jshell|iex|julia|R)$/.test(
    only,
  )
    ? only
    : undefined
}

/** Coverage where no probe could count. */
export function nothingExercised(observations: number): Coverage {
  return { probes: 0, assets: 0, runs: 0, files: 0, signals: [], masked: 0, observations }
}

/** The names of what ran beside the app; absent where nothing did. */
export function servicesOf({ services = [] }: Config): Pick<Coverage, 'services'> {
  return services.length === 0 ? {} : { services: services.map(({ name }) => name) }
}
