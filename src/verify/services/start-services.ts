import { setTimeout as sleep } from 'node:timers/promises'
import type { Service } from '../../config/config.ts'
import type { Container, Engine, ExecResult } from '../../engines/engine.ts'
import { EngineError } from '../../errors.ts'
import { startOrTell } from '../container.ts'
import { lastWords } from '../last-words.ts'
import type { Limits } from '../session.ts'
import { listens } from './listens.ts'
import { tarOfFiles } from './service-files.ts'

export interface Services {
  /** Why the app cannot be observed with them: one did not become ready. */
  readonly failure: ServiceTrouble | undefined
  /** One has ended meanwhile. */
  ended(): Promise<ServiceTrouble | undefined>
  remove(): Promise<void>
}

export interface ServiceTrouble {
  readonly why: string
  /** It is the observed image itself, in another role, and so its own doing. */
  readonly isOwn: boolean
}

interface Circumstances {
  readonly engine: Engine
  /** The image that is observed, and the environment that it is given. */
  readonly image: string
  readonly env: Readonly<Record<string, string>>
  readonly limits: Limits
  readonly onProgress: (message: string) => void
  readonly signal: AbortSignal | undefined
}

const pollMs = 200
const checkMs = 10_000

/**
 * Starts services on the run's closed network, each after those it needs, and waits until they are ready. Fresh for
 * each observation: nothing that one image wrote is there for the next. Throws only for the engine's own trouble.
 */
export async function startServices(services: readonly Service[], around: Circumstances): Promise<Services> {
  const running: { readonly service: Service; readonly container: Container }[] = []
  const remove = async (): Promise<void> => {
    await Promise.all(running.map(({ container }) => container.remove()))
  }
  const begun = new Map<string, Promise<ServiceTrouble | undefined>>()
  const start = (service: Service): Promise<ServiceTrouble | undefined> => {
    const known = begun.get(service.name)
    if (known !== undefined) return known
    // Set first: services that need each other wait for nobody.
    begun.set(service.name, Promise.resolve(undefined))
    const starting = startAfter(service)
    begun.set(service.name, starting)
    return starting
  }
  const startAfter = async (service: Service): Promise<ServiceTrouble | undefined> => {
    const first = services.filter(({ name }) => service.after?.includes(name))
    const failed = (await Promise.all(first.map(start))).find(failure => failure !== undefined)
    if (failed !== undefined) return failed
    around.signal?.throwIfAborted()
    around.onProgress(`service ${service.name}`)
    const container = await create(service, around)
    running.push({ service, container })
    const why = await untilReady(service, container, around)
    return why === undefined ? undefined : { why, isOwn: isOwn(service) }
  }
  try {
    // All are waited for, else one would still be made after the others were removed.
    const outcomes = await Promise.allSettled(services.map(start))
    const thrown = outcomes.find(outcome => outcome.status === 'rejected')
    if (thrown?.status === 'rejected') throw thrown.reason
    const failure = outcomes
      .flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      .find(found => found !== undefined)
    return { failure, ended: () => endedOf(running), remove }
  } catch (error) {
    await remove().catch(() => undefined)
    throw error
  }
}

function isOwn({ image }: Service): boolean {
  return image === '.'
}

async function create(service: Service, around: Circumstances): Promise<Container> {
  const { engine, limits } = around
  const container = await engine.create({
    image: isOwn(service) ? around.image : service.image,
    ...(service.entrypoint && { entrypoint: service.entrypoint }),
    ...(service.command && { args: service.command }),
    ...(service.user !== undefined && { user: service.user }),
    env: isOwn(service) ? { ...around.env, ...service.env } : (service.env ?? {}),
    network: 'no-egress',
    // What has no name of its own is the app: it is traced and limited as the app is.
    ...(!isOwn(service) && { aliases: [service.name, ...(service.aliases ?? [])] }),
    publish: (await readinessOf(service, engine)).ports,
    memoryBytes: limits.memoryBytes,
    pids: limits.pids,
  })
  try {
    if (service.files !== undefined) await container.copyIn(await tarOfFiles(service.files), '/')
    return container
  } catch (error) {
    await container.remove().catch(() => undefined)
    throw error
  }
}

interface Readiness {
  readonly ports: readonly number[]
  readonly check: readonly string[] | undefined
}

/** Its own words first, then its image's. Another role of the app need not serve what the image exposes. */
async function readinessOf(service: Service, engine: Engine): Promise<Readiness> {
  const { ports = [], healthcheck } = service
  if (isOwn(service)) return { ports, check: checkOf(healthcheck?.test ?? []) }
  const image = await engine.inspectImage(service.image)
  const exposed = image.exposedPorts.filter(port => /^\d+(?:\/tcp)?$/.test(port))
  return {
    ports: ports.length > 0 ? ports : exposed.map(port => Number.parseInt(port, 10)),
    check: checkOf(healthcheck?.test ?? image.healthcheck?.test ?? [], image.shell),
  }
}

/** Undefined once it is ready; else why it is not. */
async function untilReady(
  service: Service,
  container: Container,
  { engine, limits, signal }: Circumstances,
): Promise<string | undefined> {
  const failed = await startOrTell(container)
  if (failed !== undefined) return `the service ${service.name} ${failed}`
  const { ports, check } = await readinessOf(service, engine)
  const limit = service.readyMs ?? limits.readyMs
  const began = performance.now()
  let said = ''
  while (performance.now() - began < limit) {
    signal?.throwIfAborted()
    const state = await container.state()
    if (state.status === 'exited') {
      if (service.ends === true && state.exitCode === 0) return undefined
      return `the service ${service.name} ended with exit code ${state.exitCode}${await wordsOf(container, limits)}`
    }
    if (service.ends !== true) {
      const answer = await isThere(container, check, ports, service.healthcheck?.timeoutMs)
      if (answer === true) return undefined
      said = answer
    }
    await sleep(pollMs)
  }
  const seconds = Math.round(limit / 1000)
  const why = said === '' ? '' : ` (${said})`
  return `the service ${service.name} was not ready within ${seconds} s${why}${await wordsOf(container, limits)}`
}

/** True, or what was seen in its place. */
async function isThere(
  container: Container,
  check: readonly string[] | undefined,
  ports: readonly number[],
  timeoutMs = checkMs,
): Promise<true | string> {
  if (check !== undefined) {
    const checked = await execOrTell(container, check, timeoutMs)
    if (typeof checked === 'string') return checked
    const { exitCode, stdout, stderr } = checked
    if (exitCode === 0) return true
    const printed = (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? ''
    return `its health check ${exitCode === undefined ? 'does not end' : `ends with ${exitCode}`}${printed === '' ? '' : `: ${printed.slice(0, 200)}`}`
  }
  for (const port of ports) {
    const address = await container.address(port)
    // Of an engine whose ports cannot be reached from here, that it runs is all that can be known.
    if (address !== undefined && !(await listens(address))) return `nothing listens on its port ${port}`
  }
  return true
}

/** It may end at any time; its state then says so. */
async function execOrTell(
  container: Container,
  command: readonly string[],
  timeoutMs: number,
): Promise<ExecResult | string> {
  try {
    return await container.exec(command, timeoutMs)
  } catch (error) {
    if (error instanceof EngineError && !error.transient) return error.message
    throw error
  }
}

/** The command of a health check, as Docker runs it. */
function checkOf(
  [kind, ...test]: readonly string[],
  shell: readonly string[] = ['/bin/sh', '-c'],
): readonly string[] | undefined {
  if (kind === 'CMD') return test
  return kind === 'CMD-SHELL' ? [...shell, test.join(' ')] : undefined
}

async function endedOf(
  running: readonly { readonly service: Service; readonly container: Container }[],
): Promise<ServiceTrouble | undefined> {
  for (const { service, container } of running) {
    const state = await container.state()
    if (state.status !== 'exited' || service.ends === true) continue
    const cause = state.oomKilled ? ' (out of memory)' : ''
    const why = `the service ${service.name} ended with exit code ${state.exitCode}${cause} while the app was observed`
    return { why, isOwn: isOwn(service) }
  }
  return undefined
}

async function wordsOf(container: Container, { logBytes }: Limits): Promise<string> {
  return lastWords(await container.logs(logBytes))
}
