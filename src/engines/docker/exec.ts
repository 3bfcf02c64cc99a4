import type { ExecResult } from '../engine.ts'
import type { DockerCli } from './cli.ts'
import { engineError } from './trouble.ts'

/** Of each output. */
const keptBytes = 256 * 1024
/** A command that prints without end is not read further. */
const mostBytes = 8 * 1024 * 1024

/** `docker exec`. One that does not end in time is left to the container's end. */
export async function execIn(
  cli: DockerCli,
  id: string,
  command: readonly string[],
  timeoutMs: number,
): Promise<ExecResult> {
  const stdout = kept()
  const stderr = kept()
  const isEnough = (): boolean => stdout.seen() + stderr.seen() > mostBytes
  const handlers = { onStdout: stdout.add, onStderr: stderr.add, isEnough }
  const result = await cli.follow(['exec', id, ...command], handlers, { timeoutMs })
  const outputs = { stdout: stdout.text(), stderr: stderr.text() }
  if (result.timedOut || isEnough()) return { ...outputs, exitCode: undefined }
  if (result.exitCode === 0) return { ...outputs, exitCode: 0 }
  if (/OCI runtime exec failed/.test(outputs.stdout + outputs.stderr)) {
    // 126 or 127, and the words on one output or the other: it changed from one engine to the next.
    return { exitCode: 127, stdout: '', stderr: `${command[0]}: cannot be run\n` }
  }
  // What the command itself prints looks alike: a client may well say "connection refused".
  if (
    /^(?:error response from daemon|error during connect|cannot connect to the docker daemon)/i.test(
      outputs.stderr,
    )
  )
    throw engineError('run a command in a container', outputs.stderr)
  return { ...outputs, exitCode: result.exitCode }
}

function kept() {
  const chunks: Uint8Array[] = []
  let seen = 0
  const add = (chunk: Uint8Array): void => {
    if (seen < keptBytes) chunks.push(chunk.subarray(0, keptBytes - seen))
    seen += chunk.length
  }
  return { add, seen: () => seen, text: () => Buffer.concat(chunks).toString('utf8') }
}
