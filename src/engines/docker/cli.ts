import { execa, type Options } from 'execa'
import { EngineError } from '../../errors.ts'
import { engineError, notInstalled } from './trouble.ts'
import { killGroup, keepTrack } from './process-group.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface CallOptions {
  /** A minute where not given. */
  readonly timeoutMs?: number
  readonly input?: AsyncIterable<Uint8Array> | Uint8Array
  readonly signal?: AbortSignal
}

/** How one call of the CLI ended. */
export interface CallResult {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
  readonly timedOut: boolean
}

export interface StreamHandlers {
  readonly onStdout?: (chunk: Uint8Array) => void
  readonly onStderr?: (chunk: Uint8Array) => void
  /** Asked after each piece: true ends the process, and its exit code means nothing. */
  readonly isEnough?: () => boolean
}

/** Docker's CLI as child processes, each in a group of its own so that its children end with it. */
export interface DockerCli {
  /** Throws `EngineError` unless it exits 0; answers its standard output. `what` completes "cannot …". */
  run(what: string, args: readonly string[], options?: CallOptions): Promise<string>
  /** Answers however it ends; throws only where it cannot be started or is aborted. */
  attempt(args: readonly string[], options?: CallOptions): Promise<CallResult>
  /** Standard output as it comes. Leaving the loop early ends the process. */
  stream(what: string, args: readonly string[], options?: CallOptions): AsyncIterable<Uint8Array>
  /** Hands both outputs to the handlers and keeps nothing. */
  follow(args: readonly string[], handlers: StreamHandlers, options?: CallOptions): Promise<CallResult>
}

const defaultTimeoutMs = 60_000
/** Of error output that a streaming call keeps. */
const keptBytes = 64 * 1024

/** `signal` ends every call; a call's own signal ends that one. */
export function dockerCli(env: Environment, signal: AbortSignal): DockerCli {
  const settings = {
    env: { ...env, DOCKER_CLI_HINTS: 'false', DOCKER_BUILDKIT: '1', BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    // A group of its own: Ctrl-C in a terminal reaches us alone, and we end the children in order.
    detached: process.platform !== 'win32',
    windowsHide: true,
  } as const satisfies Options

  function begin<Extra extends Options>(args: readonly string[], options: CallOptions, extra: Extra) {
    const aborted = options.signal === undefined ? signal : AbortSignal.any([signal, options.signal])
    aborted.throwIfAborted()
    const input = options.input === undefined ? { stdin: 'ignore' as const } : { stdin: [options.input] }
    const child = execa('docker', args, { ...settings, ...input, ...extra } as typeof settings & Extra)
    const state = { timedOut: false }
    const stop = () => killGroup(child.pid)
    const timer = setTimeout(() => {
      state.timedOut = true
      stop()
    }, options.timeoutMs ?? defaultTimeoutMs)
    aborted.addEventListener('abort', stop, { once: true })
    const untrack = keepTrack(child.pid)
    const over = () => {
      clearTimeout(timer)
      aborted.removeEventListener('abort', stop)
      untrack()
    }
    return { child, state, stop, over, aborted }
  }

  async function attempt(args: readonly string[], options: CallOptions = {}): Promise<CallResult> {
    const { child, state, over, aborted } = begin(args, options, {})
    const result = await child.finally(over)
    aborted.throwIfAborted()
    if (result.code === 'ENOENT') throw notInstalled(result.cause)
    const { exitCode, stdout, stderr } = result
    return { exitCode, stdout, stderr, timedOut: state.timedOut }
  }

  async function run(what: string, args: readonly string[], options: CallOptions = {}): Promise<string> {
    const result = await attempt(args, options)
    if (result.exitCode !== 0) throw failure(what, result)
    return result.stdout
  }

  async function* stream(what: string, args: readonly string[], options: CallOptions = {}) {
    const { child, state, stop, over, aborted } = begin(args, options, { buffer: false })
    const stderr = tail(keptBytes)
    child.stderr?.on('data', stderr.add)
    let ended = false
    try {
      for await (const chunk of child.stdout as AsyncIterable<Uint8Array>) yield chunk
      ended = true
    } finally {
      if (!ended) stop()
      await child.finally(over)
    }
    const { exitCode, code, cause } = await child
    aborted.throwIfAborted()
    if (code === 'ENOENT') throw notInstalled(cause)
    if (exitCode === 0) return
    throw failure(what, { exitCode, stdout: '', stderr: stderr.text(), timedOut: state.timedOut })
  }

  async function follow(args: readonly string[], handlers: StreamHandlers, options: CallOptions = {}) {
    const { child, state, stop, over, aborted } = begin(args, options, { buffer: false })
    const stderr = tail(keptBytes)
    const stopIfEnough = () => {
      if (handlers.isEnough?.() === true) stop()
    }
    child.stdout?.on('data', (chunk: Uint8Array) => {
      handlers.onStdout?.(chunk)
      stopIfEnough()
    })
    child.stderr?.on('data', (chunk: Uint8Array) => {
      stderr.add(chunk)
      handlers.onStderr?.(chunk)
      stopIfEnough()
    })
    const result = await child.finally(over)
    aborted.throwIfAborted()
    if (result.code === 'ENOENT') throw notInstalled(result.cause)
    return { exitCode: result.exitCode, stdout: '', stderr: stderr.text(), timedOut: state.timedOut }
  }

  return { run, attempt, stream, follow }
}

function failure(what: string, result: CallResult): EngineError {
  if (!result.timedOut) return engineError(what, result.stderr)
  return new EngineError(`cannot ${what}: the Docker daemon took too long`, { transient: true })
}

/** Keeps the last `limit` bytes. */
function tail(limit: number) {
  let kept = Buffer.alloc(0)
  const add = (chunk: Uint8Array) => {
    kept = Buffer.concat([kept, chunk])
    if (kept.length > limit) kept = kept.subarray(kept.length - limit)
  }
  return { add, text: () => kept.toString('utf8') }
}
