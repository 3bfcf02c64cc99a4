import type { CommandProbe } from '../../config/config.ts'
import type { Container, ExecResult } from '../../engines/engine.ts'
import { EngineError } from '../../errors.ts'
import { lastWords } from '../last-words.ts'
import type { PlannedCommand, ProbePlan } from '../probes.ts'
import type { Session } from '../session.ts'
import type { RunObservation } from '../verdict.ts'
import { runOnHost } from './host-command.ts'

/** For a test suite. */
const hostMs = 10 * 60_000
const containerMs = 60_000

/** Runs the plan's commands against the running app, in order. What they do wrong is in what is observed. */
export async function runCommands(
  session: Session,
  container: Container,
  plan: ProbePlan,
): Promise<readonly RunObservation[]> {
  const seen: RunObservation[] = []
  for (const { id, probe } of plan.commands) {
    session.signal?.throwIfAborted()
    session.onProgress(id)
    const result =
      probe.where === 'host'
        ? await onHost(session, container, plan, probe)
        : await inContainer(session, container, probe)
    seen.push(observationOf({ id, probe }, result))
  }
  return seen
}

/** The command of a probe for `exec`, through the image's shell where it is a text. */
export function containerCommand(
  { command }: CommandProbe,
  shell: readonly string[] = ['/bin/sh', '-c'],
): readonly string[] {
  return typeof command === 'string' ? [...shell, command] : command
}

async function inContainer(
  { image }: Session,
  container: Container,
  probe: CommandProbe,
): Promise<ExecResult | string> {
  try {
    return await container.exec(containerCommand(probe, image.shell), probe.timeoutMs ?? containerMs)
  } catch (error) {
    // The app has ended, which is told as such.
    if (error instanceof EngineError && !error.transient) return error.message
    throw error
  }
}

async function onHost(
  { config, signal }: Session,
  container: Container,
  plan: ProbePlan,
  probe: CommandProbe,
): Promise<ExecResult | string> {
  const addresses = await addressesOf(container, plan.ports)
  const [main] = Object.values(addresses)
  if (config.host === undefined) return 'no folder to run it in is known'
  if (main === undefined) return "the app's port is not reachable from here"
  const { hostname, port } = new URL(main)
  const env = {
    ...config.host.env,
    ...Object.fromEntries(Object.entries(addresses).map(([own, url]) => [`LASTSTAGE_URL_${own}`, url])),
    LASTSTAGE_URL: main,
    LASTSTAGE_HOST: hostname,
    LASTSTAGE_PORT: port || '80',
  }
  const timeoutMs = probe.timeoutMs ?? hostMs
  return await runOnHost({ command: probe.command, folder: config.host.folder, env, timeoutMs, signal })
}

/** By the container's port, the first of the plan first. */
async function addressesOf(
  container: Container,
  ports: readonly number[],
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {}
  for (const port of ports) {
    const address = await container.address(port)
    if (address !== undefined) found[port] = `http://${address.host}:${address.port}`
  }
  return found
}

function observationOf({ id, probe }: PlannedCommand, result: ExecResult | string): RunObservation {
  const blank = { probe: id, truncated: false }
  if (typeof result === 'string') {
    return { ...blank, exitCode: undefined, stdout: '', stderr: result, timedOut: false }
  }
  const { exitCode, stdout, stderr } = result
  const outputs = probe.compareOutput ? { stdout, stderr } : { stdout: '', stderr: '' }
  const said = lastWords({ stdout, stderr })
  return { ...blank, ...outputs, exitCode, timedOut: exitCode === undefined, said }
}
