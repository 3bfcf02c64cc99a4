import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface How {
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
  /** Shell commands before it: `ulimit -f 0`. */
  readonly after?: string
  /** What it runs, in place of the command from the sources. */
  readonly script?: string
  readonly onSpawn?: (pid: number) => void
  /** Told all of standard error at each piece. */
  readonly onStderr?: (all: string, child: ChildProcess) => void
}

const command = resolve('src/cli/bin.ts')

/** The command from the sources in a process of its own. */
export async function spawnLaststage(args: readonly string[], how: How): Promise<Ended> {
  const line = `${how.after ?? ':'}; exec "$0" "$@"`
  const child = spawn('sh', ['-c', line, process.execPath, how.script ?? command, ...args], {
    cwd: how.cwd,
    env: { ...process.env, ...how.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (child.pid !== undefined) how.onSpawn?.(child.pid)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    how.onStderr?.(stderr, child)
  })
  // Not 'close': what a killed run left behind holds its outputs open.
  const code = await new Promise<number | null>((done, failed) => {
    child.on('error', failed)
    child.on('exit', () => setImmediate(() => done(child.exitCode)))
  })
  if (code !== null) await closed(child)
  return { code, stdout, stderr }
}

async function closed(child: ChildProcess): Promise<void> {
  await Promise.all(
    [child.stdout, child.stderr].map(
      async stream =>
        await new Promise<void>(done => {
          if (stream === null || stream.closed) done()
          else stream.on('close', () => done())
        }),
    ),
  )
}
