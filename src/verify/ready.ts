import { setTimeout as sleep } from 'node:timers/promises'
import type { Container } from '../engines/engine.ts'
import { sendProbe } from './http.ts'
import type { PlannedHttp, ProbePlan } from './probes.ts'
import type { Session } from './session.ts'

export type Readiness =
  | { readonly kind: 'ready'; readonly ms: number; readonly ports: readonly number[] }
  | { readonly kind: 'ended'; readonly exitCode: number; readonly oomKilled: boolean }
  | { readonly kind: 'never' }

const requestMs = 5_000
const pollMs = 50

/**
 * Waits until a port answers HTTP (laststage.yaml's `ready` says which, or which log line), until the program ends by
 * itself, or until the time is up. An accepted connection is not enough: an engine's proxy accepts for a port on which
 * nothing listens yet.
 */
export async function waitUntilReady(
  container: Container,
  plan: ProbePlan,
  session: Session,
): Promise<Readiness> {
  const started = performance.now()
  const limit = session.config.ready?.timeoutMs ?? session.limits.readyMs
  let first: Answers | undefined
  let last: Answers = { ms: 0, ports: [], isWell: false }
  while (performance.now() - started < limit) {
    session.signal?.throwIfAborted()
    // Together, since asking the engine takes longer than many an app takes to start.
    const [state, asked] = await Promise.all([container.state(), askWhereLogged(container, plan, session)])
    if (state.status === 'exited') return { ...state, kind: 'ended' }
    if (asked) {
      last = { ...asked, ms: performance.now() - started }
      first ??= last
      const waited = last.ms - first.ms >= session.limits.settleMs
      if ((last.isWell && everyPortAnswers(plan, last.ports)) || waited) break
    }
    await sleep(pollMs)
  }
  if (!first) return { kind: 'never' }
  return { kind: 'ready', ms: Math.round(first.isWell ? first.ms : last.ms), ports: last.ports }
}

/** Which ports answered, and whether the one that decides did so without a server error. */
interface Answers {
  readonly ms: number
  readonly ports: readonly number[]
  readonly isWell: boolean
}

/** Undefined while nothing shows that the app is there: no answer, or not yet the log line that `ready` waits for. */
async function askWhereLogged(
  container: Container,
  plan: ProbePlan,
  session: Session,
): Promise<Omit<Answers, 'ms'> | undefined> {
  const { ready } = session.config
  if (!(await logged(container, session))) return undefined
  const answers = await askPorts(container, plan, session)
  const decisive = ready?.port === undefined ? answers : answers.filter(({ port }) => port === ready.port)
  const answered = decisive.filter(({ status }) => status !== undefined)
  // Once its log says so it is ready, though it may speak another protocol than HTTP.
  if (answered.length === 0 && ready?.log === undefined) return undefined
  return {
    ports: answers.filter(({ status }) => status !== undefined).map(({ port }) => port),
    isWell: answered.some(({ status }) => (status ?? 0) < 500),
  }
}

function everyPortAnswers(plan: ProbePlan, answered: readonly number[]): boolean {
  if (plan.guessed) return true
  return plan.http.every(({ port }) => answered.includes(port))
}

async function askPorts(
  container: Container,
  plan: ProbePlan,
  { config }: Session,
): Promise<readonly { readonly port: number; readonly status: number | undefined }[]> {
  return Promise.all(
    plan.ports.map(async port => {
      const address = await container.address(port)
      if (!address) return { port, status: undefined }
      const { response } = await sendProbe(
        readinessProbe(config.ready?.path ?? '/', port),
        address,
        requestMs,
      )
      return { port, status: response?.status }
    }),
  )
}

function readinessProbe(path: string, port: number): PlannedHttp {
  return {
    id: 'ready',
    method: 'GET',
    path,
    port,
    headers: {},
    body: undefined,
    expect: undefined,
    origin: 'root',
    role: 'page',
    namedBy: undefined,
  }
}

/** Whether the log holds what `ready.log` waits for; true where it waits for nothing. */
async function logged(container: Container, { config, limits }: Session): Promise<boolean> {
  const wanted = config.ready?.log
  if (wanted === undefined) return true
  const { stdout, stderr } = await container.logs(limits.logBytes)
  return stdout.includes(wanted) || stderr.includes(wanted)
}
