import type { Config } from '../config/config.ts'
import type { Container, ContainerRequest, Engine, ImageConfig } from '../engines/engine.ts'
import { withArguments } from './command-line.ts'
import { freshVolumes, startOrTell, usingContainer } from './container.ts'
import { planProbes, type PlannedRun, type ProbePlan } from './probes.ts'
import { serve } from './serve.ts'
import { type Services, type ServiceTrouble, startServices } from './services/start-services.ts'
import { defaultLimits, type Limits } from './session.ts'
import { isUserName, userOf } from './user.ts'
import type { Observation, RunObservation } from './verdict.ts'

export interface ObserveRequest {
  readonly engine: Engine
  readonly image: string
  readonly config: Config
  /** What to send. Without it the plan is made from this image, and what its pages name is added to it. */
  readonly plan?: ProbePlan
  /** Follows what the pages name also where a plan is given, and adds it: for a candidate that has to stand alone. */
  readonly crawl?: boolean
  readonly limits?: Partial<Limits>
  readonly onProgress?: (message: string) => void
  readonly signal?: AbortSignal
}

export interface Observed {
  readonly observation: Observation
  /** What was sent: the plan to replay on the other images. */
  readonly plan: ProbePlan
}

/**
 * Starts an image in limited containers, sends the probes, stops it, and tells all that was seen. What the app does
 * wrong is in the observation (`failure`); only trouble with the engine is thrown (`EngineError`). Ends always: each
 * wait has its limit. Containers and volumes are removed before it returns.
 */
export async function observe(request: ObserveRequest): Promise<Observed> {
  const { engine, config } = request
  const limits = { ...defaultLimits, ...request.limits }
  const image = await engine.inspectImage(request.image)
  const plan = request.plan ?? planProbes(config, image)
  const blank = blankObservation(image)
  if (image.entrypoint.length === 0 && image.cmd.length === 0 && !config.command) {
    return { plan, observation: { ...blank, failure: 'the image has no command to run' } }
  }
  const around = {
    engine,
    image: request.image,
    env: config.env ?? {},
    limits,
    onProgress: request.onProgress ?? ignored,
    signal: request.signal,
  }
  const services = await startServices(config.services ?? [], around)
  let seen: Observed
  try {
    seen = await observeWith(services, request, image, plan, limits)
  } catch (error) {
    await services.remove().catch(() => undefined)
    throw error
  }
  await services.remove()
  return seen
}

async function observeWith(
  services: Services,
  request: ObserveRequest,
  image: ImageConfig,
  plan: ProbePlan,
  limits: Limits,
): Promise<Observed> {
  if (services.failure !== undefined)
    return { plan, observation: withTrouble(blankObservation(image), services.failure) }
  const observed = await observeBeside(request, image, plan, limits)
  const ended = await services.ended()
  return ended === undefined
    ? observed
    : { ...observed, observation: withTrouble(observed.observation, ended) }
}

/** Only where the image's own part is not to blame is its behaviour left open. */
function withTrouble(seen: Observation, { why, isOwn }: ServiceTrouble): Observation {
  const failure = seen.failure ?? why
  return { ...seen, failure, ...(!isOwn && { serviceFailure: why }) }
}

/** Once what the app talks to is there. */
async function observeBeside(
  request: ObserveRequest,
  image: ImageConfig,
  plan: ProbePlan,
  limits: Limits,
): Promise<Observed> {
  const { engine, config } = request
  const blank = blankObservation(image)
  const needsSession = plan.ports.length > 0 || plan.commands.length > 0 || plan.runs.length === 0
  const session = {
    engine,
    image,
    reference: request.image,
    config,
    limits,
    discover: request.plan === undefined,
    crawl: request.crawl ?? request.plan === undefined,
    onProgress: request.onProgress ?? ignored,
    signal: request.signal,
  }
  const served = needsSession ? await serve(session, plan, blank) : undefined
  const runs: RunObservation[] = []
  for (const run of plan.runs) {
    request.signal?.throwIfAborted()
    request.onProgress?.(run.id)
    runs.push(await observeRun(request, image, run, limits))
  }
  const observation = served?.observation ?? blank
  const user = served?.observation.user ?? (await userAlone(request, image, limits))
  return {
    plan: served?.plan ?? plan,
    observation: { ...observation, user, runs: [...observation.runs, ...runs] },
  }
}

function ignored(): void {}

function blankObservation(image: ImageConfig): Observation {
  return {
    image,
    user: image.user,
    ready: undefined,
    http: [],
    runs: [],
    stop: undefined,
    failure: undefined,
    health: image.healthcheck ? 'starting' : 'none',
    logs: { stdout: '', stderr: '' },
    peakMemoryBytes: undefined,
  }
}

/** A program that ends: its own container, no way out but to services, its output and exit code. */
async function observeRun(
  request: ObserveRequest,
  image: ImageConfig,
  run: PlannedRun,
  limits: Limits,
): Promise<RunObservation> {
  const { engine, config } = request
  const command = run.args === undefined ? {} : withArguments(image, run.args)
  const volumes = await freshVolumes(engine, config)
  try {
    const container = await engine.create({
      image: request.image,
      ...command,
      env: config.env ?? {},
      volumes: volumes.byPath,
      ...(run.stdin === undefined ? {} : { stdin: run.stdin }),
      ...runNetwork(config),
      memoryBytes: limits.memoryBytes,
      pids: limits.pids,
    })
    return await usingContainer(container, () => runToEnd(container, run.id, limits))
  } finally {
    await volumes.remove()
  }
}

/** Without services it needs none. */
function runNetwork(config: Config): Pick<ContainerRequest, 'network' | 'besideServices'> {
  const besideServices = (config.services ?? []).length > 0
  if (config.network === 'open') return { network: 'open', besideServices }
  return { network: besideServices ? 'no-egress' : 'none' }
}

async function runToEnd(container: Container, id: string, limits: Limits): Promise<RunObservation> {
  const failed = await startOrTell(container)
  if (failed !== undefined) {
    return { probe: id, exitCode: undefined, stdout: '', stderr: failed, timedOut: false, truncated: false }
  }
  const ended = await container.wait(limits.runMs)
  const logs = await container.logs(limits.logBytes)
  return {
    probe: id,
    exitCode: ended?.exitCode,
    stdout: logs.stdout,
    stderr: logs.stderr,
    timedOut: ended === undefined,
    truncated: logs.truncated,
  }
}

async function userAlone(request: ObserveRequest, image: ImageConfig, limits: Limits): Promise<string> {
  if (!isUserName(image.user)) return userOf(undefined, image.user)
  const container = await request.engine.create({
    image: request.image,
    network: 'none',
    memoryBytes: limits.memoryBytes,
    pids: limits.pids,
  })
  return usingContainer(container, () => userOf(container, image.user))
}
