import * as v from 'valibot'
import { EngineError } from '../../errors.ts'
import type { Engine } from '../engine.ts'
import { sweepTempFolders } from '../temp-folder.ts'
import { dockerBuild } from './build.ts'
import { removeRun, sweepDeadRuns } from './cleanup.ts'
import { endOrphans, ownerVariable } from './orphans.ts'
import { type DockerCli, dockerCli, type Environment } from './cli.ts'
import { createContainer } from './container.ts'
import { loopbackCheck } from './endpoint.ts'
import { readImage } from './inspect.ts'
import { closedNetworks, hasBridge } from './network.ts'
import { relayImage } from './relay.ts'
import { newRun } from './run.ts'
import { engineError, isGone } from './trouble.ts'

export interface ConnectOptions {
  /** PATH, DOCKER_HOST, DOCKER_CONFIG and the like come from here alone. */
  readonly env: Environment
  /** Ends whatever is going on; `dispose` still works. */
  readonly signal?: AbortSignal
  /** Told what a user should know and nothing fails for. */
  readonly onNotice?: (text: string) => void
  /** Whether the bridge of a network of the engine is an interface of this machine; looked up where not given. */
  readonly sharesOurNetwork?: (networkId: string) => Promise<boolean>
}

const version = v.object({
  Server: v.object({ Version: v.string(), Os: v.string(), Arch: v.string() }),
})

const saveTimeoutMs = 10 * 60_000
const pullTimeoutMs = 15 * 60_000

/**
 * Finds Docker's CLI and its daemon with one quick call. Throws `EngineError` with a hint where there is no CLI, no
 * daemon, or no permission.
 */
export async function connectDocker(options: ConnectOptions): Promise<Engine> {
  const life = new AbortController()
  const signal = options.signal === undefined ? life.signal : AbortSignal.any([life.signal, options.signal])
  const onNotice = options.onNotice ?? (() => {})
  const run = await newRun()
  const env = { ...options.env, [ownerVariable]: run.owner }
  const cli = dockerCli(env, signal)
  const server = await askVersion(cli)
  const reachesLoopback = loopbackCheck(cli, options.env, onNotice)
  const build = dockerBuild(cli, run, options.env)
  const networks = closedNetworks(cli, run, {
    relayImage: () => relayImage(build),
    sharesOurNetwork: options.sharesOurNetwork ?? hasBridge,
    onNotice,
  })
  const pending = new Set<Promise<unknown>>()
  let usedEngine = false
  let disposed: Promise<void> | undefined

  /** Remembered until it is over: what is still being made must not appear after everything was removed. */
  const making = <Made>(work: () => Promise<Made>): Promise<Made> => {
    usedEngine = true
    const promise = work()
    const settled: Promise<unknown> = promise.then(
      () => pending.delete(settled),
      () => pending.delete(settled),
    )
    pending.add(settled)
    return promise
  }

  const clean = async () => {
    life.abort(new EngineError('the engine was disposed', { transient: false }))
    await Promise.all(pending)
    if (!usedEngine) return
    const left = await removeRun(dockerCli(env, new AbortController().signal), run.id)
    if (left.length > 0) onNotice(`Not removed, the next run will: ${left.join(', ')}`)
  }

  return {
    name: 'docker',
    version: server.Version,
    platform: `${server.Os}/${server.Arch}`,
    build: request => making(() => build(request)),
    create: request => making(() => createContainer(cli, run, networks, reachesLoopback, request)),
    inspectImage: async image => readImage(await cli.run(`inspect ${image}`, ['image', 'inspect', image])),
    pullImage: async image => {
      await cli.run(`fetch ${image}`, ['pull', '--quiet', image], { timeoutMs: pullTimeoutMs })
    },
    saveImage: image => cli.stream(`save ${image}`, ['save', withTag(image)], { timeoutMs: saveTimeoutMs }),
    createVolume: () =>
      making(async () => {
        const args = ['volume', 'create', ...run.labelArgs, run.nextName()]
        return (await cli.run('create a volume', args)).trim()
      }),
    removeVolume: name => removeIt(cli, ['volume', 'rm', name]),
    removeImage: image => removeIt(cli, ['image', 'rm', image]),
    sweep: () => sweep(cli, onNotice),
    dispose() {
      disposed ??= clean().catch((error: unknown) => {
        onNotice(`Not everything was removed, the next run will: ${String(error)}`)
      })
      return disposed
    },
  }
}

/** What is not removed now can wait; an engine that went away fails all that follows anyway. */
async function sweep(cli: DockerCli, onNotice: (text: string) => void): Promise<number> {
  // First: they still make things, in folders that are about to go.
  const ended = await endOrphans()
  const folders = await sweepTempFolders()
  try {
    return ended + folders + (await sweepDeadRuns(cli))
  } catch (error) {
    if (!(error instanceof EngineError) || error.transient) throw error
    onNotice(`What earlier runs left was not removed: ${error.message}`)
    return ended + folders
  }
}

async function askVersion(cli: DockerCli) {
  const result = await cli.attempt(['version', '--format', '{{json .}}'], { timeoutMs: 20_000 })
  if (result.timedOut) throw new EngineError('the Docker daemon does not answer', { transient: true })
  if (result.exitCode !== 0) throw unusable(result.stderr || result.stdout)
  const told = v.safeParse(v.pipe(v.string(), v.parseJson(), version), result.stdout)
  if (!told.success) {
    throw new EngineError('the `docker` command does not tell its version as Docker does', {
      transient: false,
      hint: 'Is it another tool under that name?',
    })
  }
  const server = told.output.Server
  if (server.Os === 'linux') return server
  throw new EngineError(`this engine runs ${server.Os} containers`, {
    transient: false,
    hint: 'Switch Docker to Linux containers.',
  })
}

/** A daemon of this machine that does not run will not run on a second try; one elsewhere may be about to start. */
function unusable(printed: string): EngineError {
  const error = engineError('use Docker', printed)
  if (!error.transient || !/\b(?:unix|npipe):\/\//.test(printed)) return error
  const hint = error.hint === undefined ? {} : { hint: error.hint }
  return new EngineError(error.message, { transient: false, cause: error, ...hint })
}

async function removeIt(cli: DockerCli, args: readonly string[]): Promise<void> {
  const result = await cli.attempt(args)
  if (result.exitCode !== 0 && !isGone(result.stderr))
    throw engineError(`remove ${args.at(-1)}`, result.stderr)
}

/** `docker save NAME` without a tag saves all of them. */
function withTag(image: string): string {
  const isId = /^(?:sha256:)?[0-9a-f]{12,64}$/.test(image)
  const hasTag = /[:@][^/]*$/.test(image)
  return isId || hasTag ? image : `${image}:latest`
}
