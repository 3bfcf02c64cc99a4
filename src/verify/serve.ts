import type { Config } from '../config/config.ts'
import { parseOpenApi } from '../config/openapi/read-openapi.ts'
import type { Container, ImageConfig } from '../engines/engine.ts'
import { freshVolumes, startOrTell, usingContainer } from './container.ts'
import { runCommands } from './commands/run-commands.ts'
import { crawl } from './crawl.ts'
import { sendProbe } from './http.ts'
import { lastWords } from './last-words.ts'
import { loggedPort } from './logged-port.ts'
import {
  documentedProbe,
  planForPort,
  type PlannedHttp,
  type ProbePlan,
  servedDocuments,
  unlikelyAsset,
} from './probes.ts'
import { type Readiness, waitUntilReady } from './ready.ts'
import type { Session } from './session.ts'
import { userOf } from './user.ts'
import type { HttpObservation, Observation } from './verdict.ts'

interface Served {
  readonly plan: ProbePlan
  readonly observation: Observation
}

/**
 * One container from start to stop: readiness, probes, the crawl, logs, SIGTERM. Or a program that ends by itself.
 * Where no port is named and none of the usual ones answered, once more with the one that the program's output names.
 */
export async function serve(session: Session, plan: ProbePlan, blank: Observation): Promise<Served> {
  const served = await serveOnce(session, plan, blank)
  const { ready, runs, logs } = served.observation
  if (!plan.guessed || ready !== undefined || runs.length > 0) return served
  const port = loggedPort(logs)
  return port === undefined || plan.ports.includes(port)
    ? served
    : serveOnce(session, { ...plan, ports: [port, ...plan.ports] }, blank)
}

async function serveOnce(session: Session, plan: ProbePlan, blank: Observation): Promise<Served> {
  const { engine, config, limits } = session
  const volumes = await freshVolumes(engine, config)
  try {
    const container = await engine.create({
      image: session.reference,
      ...(config.command === undefined ? {} : { args: config.command }),
      env: config.env ?? {},
      volumes: volumes.byPath,
      publish: plan.ports,
      network: config.network === 'open' ? 'open' : 'no-egress',
      besideServices: (config.services ?? []).length > 0,
      memoryBytes: limits.memoryBytes,
      pids: limits.pids,
    })
    return await usingContainer(container, async () => {
      const user = await userOf(container, session.image.user)
      return observeContainer(session, container, plan, { ...blank, user })
    })
  } finally {
    await volumes.remove()
  }
}

async function observeContainer(
  session: Session,
  container: Container,
  plan: ProbePlan,
  blank: Observation,
): Promise<Served> {
  const failed = await startOrTell(container)
  if (failed !== undefined) return { plan, observation: { ...blank, failure: failed } }
  const readiness = await waitUntilReady(container, plan, session)
  if (readiness.kind === 'ended') return ended(session, container, plan, blank, readiness)
  if (readiness.kind === 'never') return neverReady(session, container, plan, blank)
  return probeAndStop(session, container, plan, blank, readiness)
}

async function ended(
  { limits, config }: Session,
  container: Container,
  plan: ProbePlan,
  blank: Observation,
  { exitCode, oomKilled }: Extract<Readiness, { kind: 'ended' }>,
): Promise<Served> {
  const logs = await container.logs(limits.logBytes)
  const run = { probe: 'run', exitCode, ...logs, timedOut: false }
  const asked = plan.ports.length > 0 && !plan.guessed
  const expected = asked && ((config.http ?? []).length > 0 || config.ready !== undefined || exitCode !== 0)
  const failure = expected
    ? `it ended with exit code ${exitCode}${memoryCause({ oomKilled })} before it answered${lastWords(logs)}`
    : undefined
  const oneRun =
    failure === undefined ? { ...plan, ports: plan.guessed ? [] : plan.ports, guessed: false } : plan
  return { plan: oneRun, observation: { ...blank, logs, runs: [run], failure } }
}

async function neverReady(
  { limits, config, image }: Session,
  container: Container,
  plan: ProbePlan,
  blank: Observation,
): Promise<Served> {
  const logs = await container.logs(limits.logBytes)
  const where =
    config.ready?.log === undefined
      ? `on port ${plan.ports.join(', ')}`
      : 'and did not log what `ready` waits for'
  const hint = image.exposedPorts.length === 0 ? ' (the image names no port)' : ''
  const seconds = Math.round((config.ready?.timeoutMs ?? limits.readyMs) / 1000)
  const failure = `it neither ended nor answered ${where} within ${seconds} s${hint}${lastWords(logs)}`
  const stop = await container.stop(limits.stopMs)
  return { plan, observation: { ...blank, logs, stop, failure } }
}

async function probeAndStop(
  session: Session,
  container: Container,
  startPlan: ProbePlan,
  blank: Observation,
  readiness: Extract<Readiness, { kind: 'ready' }>,
): Promise<Served> {
  const { limits, config, image } = session
  const planned = session.discover ? settledPlan(startPlan, config, image, readiness.ports) : startPlan
  const send = sender(session, container)
  const http: HttpObservation[] = []
  for (const probe of planned.http) http.push(await send(probe))
  const documented = session.crawl ? await addDocumented(session, planned, http, send) : planned
  const plan = session.crawl ? await addCrawl(documented, http, send) : documented
  const runs = await runCommands(session, container, plan)
  const state = await container.state()
  const logs = await container.logs(limits.logBytes)
  const observation: Observation = {
    ...blank,
    ready: { ms: readiness.ms },
    peakMemoryBytes: state.status === 'running' ? await container.peakMemory?.() : undefined,
    http,
    runs,
    health: state.status === 'running' ? state.health : blank.health,
    logs,
  }
  if (state.status === 'exited') {
    const failure = `it ended with exit code ${state.exitCode}${memoryCause(state)} while it was probed${lastWords(logs)}`
    return { plan, observation: { ...observation, failure } }
  }
  const stop = await container.stop(limits.stopMs)
  return { plan, observation: { ...observation, stop } }
}

/** Only ports that answered are asked again. */
function settledPlan(
  plan: ProbePlan,
  config: Config,
  image: ImageConfig,
  answered: readonly number[],
): ProbePlan {
  const [first] = answered
  if (plan.guessed && first !== undefined) return planForPort(config, image, plan, first)
  const asked = (probe: PlannedHttp): boolean => probe.origin === 'declared' || answered.includes(probe.port)
  return { ...plan, http: plan.http.filter(asked) }
}

type Send = (probe: PlannedHttp) => Promise<HttpObservation>

/** Where the app's files have no OpenAPI document, it may serve one that names what it answers. */
async function addDocumented(
  { config }: Session,
  plan: ProbePlan,
  http: HttpObservation[],
  send: Send,
): Promise<ProbePlan> {
  const [main] = plan.ports
  if (config.documented !== undefined || main === undefined || plan.http.length === 0) return plan
  for (const document of servedDocuments(main)) {
    const seen = await send(document)
    const named = seen.response?.status === 200 ? await parseOpenApi(seen.response.body) : undefined
    if (named === undefined) continue
    const known = new Set(plan.http.map(({ id }) => id))
    const found = [document, ...named.map(probe => documentedProbe(probe, main))].filter(
      ({ id }) => !known.has(id),
    )
    for (const probe of found) http.push(probe.id === document.id ? seen : await send(probe))
    return { ...plan, http: [...plan.http, ...found] }
  }
  return plan
}

/** Adds what the pages name, on each port, to the plan and to the answers. */
async function addCrawl(plan: ProbePlan, http: HttpObservation[], send: Send): Promise<ProbePlan> {
  const main = plan.ports[0] ?? 80
  const found: PlannedHttp[] = []
  let leftOut = plan.leftOut
  for (const port of plan.ports) {
    const start = http.filter(observation => observation.port === port)
    const result = await crawl(start, port, main, send)
    found.push(...result.probes)
    http.push(...result.observations)
    leftOut += result.leftOut
    const script = [...start, ...result.observations].find(({ path }) => /\.m?js$/.test(path))
    if (!script) continue
    // A server that answers a missing script with a page breaks a browser and hides it behind status 200.
    const missing = unlikelyAsset(script.path, port, main)
    found.push(missing)
    http.push(await send(missing))
  }
  return { ...plan, http: [...plan.http, ...found], leftOut }
}

/** Sends to the container's published address; once all the time is used up, nothing more is sent. */
function sender(session: Session, container: Container): Send {
  // Monotonic: the machine's clock may be set while an app is asked.
  const deadline = performance.now() + session.limits.probesMs
  return async probe => {
    session.signal?.throwIfAborted()
    session.onProgress(probe.id)
    const missing = (error: string): HttpObservation => {
      const { id, method, path, port } = probe
      return { probe: id, method, path, port, response: undefined, error }
    }
    const left = deadline - performance.now()
    if (left <= 0) return missing('not asked: the time for probes was used up')
    const address = await container.address(probe.port)
    if (!address) return missing('the port is not reachable')
    return sendProbe(probe, address, Math.min(Math.ceil(left), session.limits.requestMs))
  }
}

function memoryCause({ oomKilled }: { readonly oomKilled: boolean }): string {
  return oomKilled ? ' (out of memory)' : ''
}
