import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'

export interface Result {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The command from the sources, in a process of its own, with the engine of the environment. */
export async function laststage(
  args: readonly string[],
  onStderr: (all: string, child: ChildProcess) => void = () => undefined,
): Promise<Result> {
  const child = spawn(process.execPath, ['src/cli/bin.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    onStderr(stderr, child)
  })
  const code = await new Promise<number | null>((done, failed) => {
    child.on('error', failed)
    child.on('close', done)
  })
  return { code, stdout, stderr }
}
