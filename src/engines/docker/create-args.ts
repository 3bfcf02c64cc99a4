import { EngineError } from '../../errors.ts'
import type { ContainerRequest } from '../engine.ts'
import type { ClosedNetwork } from './network.ts'

/** Capabilities beyond Docker's own set that an observed container may get: the tracer needs this one. */
const allowedCapabilities: ReadonlySet<string> = new Set(['SYS_PTRACE'])

/**
 * The arguments of `docker create`. Capabilities, seccomp profile and privileges stay Docker's own: what is compared is
 * how the image behaves where it will run, and `no-new-privileges` alone breaks sudo and file capabilities.
 * Logs are kept in files of bounded size, whatever the daemon's default driver is.
 */
export function createArgs(request: ContainerRequest, network: ClosedNetwork | undefined): readonly string[] {
  const forbidden = (request.capAdd ?? []).filter(capability => !allowedCapabilities.has(capability))
  if (forbidden.length > 0) {
    throw new EngineError(`no container gets the capability ${forbidden.join(', ')}`, { transient: false })
  }
  return [...options(request, network), request.image, ...command(request)]
}

/** Bytes of the log files that the engine keeps, in two files of this size. */
export const logFileBytes = 50_000_000

function* options(request: ContainerRequest, network: ClosedNetwork | undefined): Iterable<string> {
  yield* ['--pull', 'never', '--pids-limit', String(request.pids)]
  // The same limit with swap: none of it.
  yield* ['--memory', `${request.memoryBytes}b`, '--memory-swap', `${request.memoryBytes}b`]
  yield* ['--log-driver', 'json-file', '--log-opt', `max-size=${logFileBytes}`, '--log-opt', 'max-file=2']
  yield* networkOptions(request, network)
  if (request.readOnly === true) yield '--read-only'
  const owner = request.tmpfsOwner === undefined ? '' : `,uid=${request.tmpfsOwner}`
  for (const path of request.tmpfs ?? []) yield* ['--tmpfs', `${path}:mode=1777,exec${owner}`]
  if (request.dropsCapabilities === true) yield* ['--cap-drop', 'ALL']
  if (request.user !== undefined) yield* ['--user', request.user]
  if (request.stdin !== undefined) yield '--interactive'
  for (const capability of request.capAdd ?? []) yield* ['--cap-add', capability]
  for (const [name, value] of Object.entries(request.env ?? {})) yield* ['--env', `${name}=${value}`]
  for (const [path, volume] of Object.entries(request.volumes ?? {})) yield* ['--volume', `${volume}:${path}`]
  const [executable] = request.entrypoint ?? []
  if (request.entrypoint !== undefined) yield* ['--entrypoint', executable ?? '']
}

function* networkOptions(request: ContainerRequest, network: ClosedNetwork | undefined): Iterable<string> {
  if (request.network === 'none') return yield* ['--network', 'none']
  // Engines before 25 forward the names asked for on an internal network to the machine's resolver.
  if (network !== undefined) yield* ['--network', network.name, '--dns', '127.0.0.1']
  for (const alias of network === undefined ? [] : (request.aliases ?? [])) yield* ['--network-alias', alias]
  if (network?.reach === 'direct' || network?.reach === 'relayed') return
  for (const port of request.publish ?? []) yield* ['--publish', `127.0.0.1::${port}/tcp`]
}

function command(request: ContainerRequest): readonly string[] {
  return [...(request.entrypoint ?? []).slice(1), ...(request.args ?? [])]
}
