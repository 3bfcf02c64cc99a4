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
const pollMs = 100

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
  const elapsed = (): number => performance.now() - started
  const limit = session.config.ready?.timeoutMs ?? session.limits.readyMs
  let firstAnswer: number | undefined
  let ports: readonly number[] = []
  while (elapsed() < limit) {
    session.signal?.throwIfAborted()
    const state = await container.state()
    if (state.status === 'exited') return { ...state, kind: 'ended' }
    if (await logged(container, session)) {
      const answers = await askPorts(container, plan, session)
      ports = answers.filter(({ status }) => status !== undefined).map(({ port }) => port)
      const { port: wanted } = session.config.ready ?? {}
      const decisive = wanted === undefined ? answers : answers.filter(({ port }) => port === wanted)
      const healthy = decisive.some(({ status }) => status !== undefined && status < 500)
      if (decisive.some(({ status }) => status !== undefined)) firstAnswer ??= elapsed()
      const settled = healthy && everyPortAnswers(plan, ports)
      const waited = firstAnswer !== undefined && elapsed() - firstAnswer >= session.limits.settleMs
      if (firstAnswer !== undefined && (settled || waited))
        return { kind: 'ready', ms: Math.round(firstAnswer), ports }
      if (session.config.ready?.log !== undefined && plan.http.length === 0) break
    }
    await sleep(pollMs)
  }
  if (firstAnswer !== undefined) return { kind: 'ready', ms: Math.round(firstAnswer), ports }
  return { kind: 'never' }
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
