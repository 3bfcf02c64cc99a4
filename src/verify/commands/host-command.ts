import { spawn } from 'node:child_process'
import { keepTrack, killGroup } from '../../engines/docker/process-group.ts'
import type { ExecResult } from '../../engines/engine.ts'

/** Of each output. */
const keptBytes = 256 * 1024

export interface HostCommand {
  /** Through the shell where it is a text. */
  readonly command: string | readonly string[]
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/**
 * Runs a command of the user's on this machine, in a process group of its own, which ends with it, with the time, or
 * with this run. A command that is not there ends with 127, as in a shell. Throws the signal's reason on an abort.
 */
export async function runOnHost(request: HostCommand): Promise<ExecResult> {
  const { command, folder, timeoutMs, signal } = request
  signal?.throwIfAborted()
  const [file = 'sh', ...args] = typeof command === 'string' ? shell(command) : command
  const env = Object.fromEntries(Object.entries(request.env).filter(([, value]) => value !== undefined))
  const detached = process.platform !== 'win32'
  const child = spawn(file, args, { cwd: folder, env, detached, stdio: ['ignore', 'pipe', 'pipe'] })
  const untrack = keepTrack(child.pid)
  const end = (): void => killGroup(child.pid)
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    end()
  }, timeoutMs)
  signal?.addEventListener('abort', end, { once: true })
  const [stdout, stderr] = [kept(), kept()]
  child.stdout.on('data', stdout.add)
  child.stderr.on('data', stderr.add)
  try {
    const code = await new Promise<number>(done => {
      child.once('error', () => done(127))
      child.once('close', (exit, killedBy) => done(exit ?? (killedBy === null ? 1 : 128)))
    })
    signal?.throwIfAborted()
    return { exitCode: timedOut ? undefined : code, stdout: stdout.text(), stderr: stderr.text() }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
    // What it left running in its group would go on asking an app that is gone.
    end()
    untrack()
  }
}

function shell(command: string): readonly string[] {
  return process.platform === 'win32' ? ['cmd', '/d', '/s', '/c', command] : ['/bin/sh', '-c', command]
}

function kept() {
  const chunks: Uint8Array[] = []
  let bytes = 0
  const add = (chunk: Uint8Array): void => {
    if (bytes < keptBytes) chunks.push(chunk.subarray(0, keptBytes - bytes))
    bytes += chunk.length
  }
  return { add, text: () => Buffer.concat(chunks).toString('utf8') }
}
