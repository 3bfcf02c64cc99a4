import type { DockerCli } from './cli.ts'
import { logFileBytes } from './create-args.ts'
import { engineError } from './trouble.ts'

export interface Logs {
  readonly stdout: string
  readonly stderr: string
  readonly truncated: boolean
}

/** Read on beyond a full stream, for what the other one has to say. */
const readOnBytes = 1024 * 1024

/** What a container printed so far, each stream cut at `limit` bytes. No more than that is ever held in memory. */
export async function containerLogs(cli: DockerCli, id: string, limit: number): Promise<Logs> {
  const stdout = capped(limit)
  const stderr = capped(limit)
  const isEnough = () => Math.max(stdout.beyond(), stderr.beyond()) > readOnBytes
  const result = await cli.follow(['logs', id], { onStdout: stdout.add, onStderr: stderr.add, isEnough })
  if (result.exitCode !== 0 && !isEnough()) throw engineError('read the logs of a container', result.stderr)
  const isCut = stdout.beyond() > 0 || stderr.beyond() > 0
  const isRotated = stdout.inFile() + stderr.inFile() >= logFileBytes
  return { stdout: stdout.text(), stderr: stderr.text(), truncated: isCut || isRotated }
}

/** A log line in the engine's JSON file is at most so much longer than what was printed: keys and time; `\u0000`. */
const bytesPerLine = 90
const bytesPerByte = 6

function capped(limit: number) {
  const chunks: Uint8Array[] = []
  let kept = 0
  let seen = 0
  let lines = 0
  const add = (chunk: Uint8Array) => {
    seen += chunk.length
    for (const byte of chunk) if (byte === 10) lines += 1
    if (kept >= limit) return
    const part = chunk.subarray(0, limit - kept)
    chunks.push(part)
    kept += part.length
  }
  return {
    add,
    beyond: () => Math.max(0, seen - limit),
    /** The most that it can take in the engine's log file: from a full file on, older lines may be gone. */
    inFile: () => seen * bytesPerByte + lines * bytesPerLine,
    text: () => Buffer.concat(chunks).toString('utf8'),
  }
}
