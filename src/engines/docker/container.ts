import { StartFailure } from '../../errors.ts'
import type { Container, ContainerRequest } from '../engine.ts'
import type { CallResult, DockerCli } from './cli.ts'
import { containerLogs } from './container-logs.ts'
import { createArgs } from './create-args.ts'
import { execIn } from './exec.ts'
import { readContainer, stateOf } from './inspect.ts'
import type { ClosedNetwork, ClosedNetworks } from './network.ts'
import { peakMemoryOf } from './peak-memory.ts'
import { openRelay } from './relay.ts'
import type { Run } from './run.ts'
import { engineError, firstError, isEngineTrouble, isGone } from './trouble.ts'

type Address = NonNullable<Awaited<ReturnType<Container['address']>>>

/** What streams whole file systems may take long. */
const copyTimeoutMs = 10 * 60_000
/** A busy engine takes its time to end what still runs. */
const removeTimeoutMs = 5 * 60_000

export async function createContainer(
  cli: DockerCli,
  run: Run,
  networks: ClosedNetworks,
  reachesLoopback: () => Promise<boolean>,
  request: ContainerRequest,
): Promise<Container> {
  const beside = request.network === 'open' && request.besideServices === true ? await networks() : undefined
  const network = request.network === 'no-egress' ? await networks() : undefined
  const args = createArgs(request, network)
  const create = (extra: readonly string[]) =>
    cli.attempt(['create', ...run.labelArgs, '--name', run.nextName(), ...args, ...extra])
  let result = await create([])
  // An image without a command can still be copied from and exported, but wants some word to be created.
  if (/no command specified/i.test(result.stderr)) result = await create(['none'])
  if (result.exitCode !== 0) throw engineError('create a container', result.stderr)
  const id = result.stdout.trim()
  if (beside !== undefined) await cli.run('reach services', ['network', 'connect', beside.name, id])
  return containerOf(cli, run, id, request, network, reachesLoopback)
}

function containerOf(
  cli: DockerCli,
  run: Run,
  id: string,
  request: ContainerRequest,
  network: ClosedNetwork | undefined,
  reachesLoopback: () => Promise<boolean>,
): Container {
  const facts = async () => readContainer(await cli.run('inspect a container', ['container', 'inspect', id]))
  // On a busy machine the command may take longer than the program.
  const endedAlready = async () => {
    const state = stateOf(await facts())
    return state.status === 'exited' ? { exitCode: state.exitCode } : undefined
  }
  const wait = async (timeoutMs: number) => {
    const result = await cli.attempt(['wait', id], { timeoutMs })
    if (result.timedOut) return endedAlready()
    if (result.exitCode !== 0) throw engineError('wait for a container', result.stderr)
    return { exitCode: Number(result.stdout.trim()) }
  }
  const relays: string[] = []
  const relayed = async (image: string, network: string, host: string, port: number) => {
    if (!(await reachesLoopback())) return undefined
    const relay = await openRelay(cli, run, { image, network, host, port })
    relays.push(relay.id)
    return { host: '127.0.0.1', port: relay.hostPort }
  }
  // It does not change while the container runs, and is asked for before every request.
  const known = new Map<number, Promise<Address | undefined>>()
  const locate = async (port: number): Promise<Address | undefined> => {
    if (request.network === 'none' || request.publish?.includes(port) !== true) return undefined
    const { NetworkSettings: settings } = await facts()
    if (network?.reach === 'direct' || network?.reach === 'relayed') {
      const host = settings.Networks?.[network.name]?.IPAddress
      if (host === undefined || host === '') return undefined
      return network.reach === 'direct'
        ? { host, port }
        : relayed(network.relayImage, network.name, host, port)
    }
    const hostPort = settings.Ports?.[`${port}/tcp`]?.[0]?.HostPort
    if (hostPort === undefined || !(await reachesLoopback())) return undefined
    return { host: '127.0.0.1', port: Number(hostPort) }
  }
  const kill = (signal: string) => cli.attempt(['kill', '--signal', signal, id])

  return {
    id,
    async start() {
      const result = await cli.attempt(['start', id])
      if (result.exitCode !== 0) throw startError(result)
      // Not awaited: it lasts as long as the container does. The container's input ends where `stdin` ends.
      if (request.stdin !== undefined) void feed(cli, id, request.stdin)
    },
    async address(port) {
      const finding = known.get(port) ?? locate(port)
      known.set(port, finding)
      const found = await finding.catch(() => undefined)
      // Not started yet, perhaps.
      if (found === undefined) known.delete(port)
      return finding
    },
    state: async () => stateOf(await facts()),
    logs: limit => containerLogs(cli, id, limit),
    exec: (command, timeoutMs) => execIn(cli, id, command, timeoutMs),
    wait,
    async peakMemory() {
      const { State: state } = await facts()
      return state.Pid === undefined || state.Pid === 0 ? undefined : peakMemoryOf(id, state.Pid)
    },
    async stop(timeoutMs) {
      const before = await facts()
      const state = stateOf(before)
      if (state.status !== 'running') {
        return { ms: 0, exitCode: state.status === 'exited' ? state.exitCode : 0, killed: false }
      }
      const began = performance.now()
      const signalled = await kill(before.Config.StopSignal || 'SIGTERM')
      if (isEngineTrouble(signalled.stderr)) throw engineError('stop a container', signalled.stderr)
      const ended = await wait(timeoutMs)
      const ms = () => Math.round(performance.now() - began)
      if (ended !== undefined) return { ms: ms(), exitCode: ended.exitCode, killed: false }
      await kill('SIGKILL')
      const killed = await wait(copyTimeoutMs)
      return { ms: ms(), exitCode: killed?.exitCode ?? 137, killed: true }
    },
    async copyIn(tar, path) {
      await cli.run('copy files into a container', ['cp', '-', `${id}:${path}`], {
        input: tar,
        timeoutMs: copyTimeoutMs,
      })
    },
    copyOut: path =>
      cli.stream('copy files out of a container', ['cp', `${id}:${path}`, '-'], { timeoutMs: copyTimeoutMs }),
    exportFiles: () =>
      cli.stream('export the files of a container', ['export', id], { timeoutMs: copyTimeoutMs }),
    async changes() {
      const printed = await cli.run('compare a container with its image', ['diff', id])
      return printed.split('\n').flatMap(changeOf)
    },
    async remove() {
      const result = await cli.attempt(['rm', '--force', '--volumes', ...relays, id], {
        timeoutMs: removeTimeoutMs,
      })
      if (result.exitCode === 0 || isGone(result.stderr)) return
      throw engineError('remove a container', result.stderr)
    },
  }
}

/** Docker refuses with the runtime's message where the command itself is at fault. */
function startError(result: CallResult): Error {
  const ofImage =
    /exec: |executable file not found|no such file or directory|permission denied: unknown|unable to find (?:user|group)|exec format error|OCI runtime create failed/
  if (!ofImage.test(result.stderr) || /cannot connect|daemon running/i.test(result.stderr)) {
    return engineError('start a container', result.stderr)
  }
  return new StartFailure(`the container cannot start: ${firstError(result.stderr)}`)
}

async function feed(cli: DockerCli, id: string, stdin: string): Promise<void> {
  try {
    const input = new TextEncoder().encode(stdin)
    await cli.follow(['attach', '--sig-proxy=false', id], {}, { input, timeoutMs: copyTimeoutMs })
  } catch {
    // It ended before it read, or this run is over.
  }
}

const kinds: Readonly<Record<string, 'added' | 'changed' | 'deleted'>> = {
  A: 'added',
  C: 'changed',
  D: 'deleted',
}

/** `A /etc/new`. */
function changeOf(line: string) {
  const kind = kinds[line.slice(0, 1)]
  return kind === undefined || line[1] !== ' ' ? [] : [{ kind, path: line.slice(2) }]
}
