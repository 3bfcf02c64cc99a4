import process from 'node:process'
import type { Io, Output } from './io.ts'

/**
 * Does some work that Ctrl-C aborts, so that it can clean up; a second Ctrl-C ends the process at once.
 * @param work gets the signal that is aborted
 */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  const interrupt = (): void => {
    if (abort.signal.aborted) process.exit(130)
    process.stderr.write('\nStopping, and removing what was started. Ctrl-C again leaves at once.\n')
    abort.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  // The terminal was closed.
  process.on('SIGHUP', interrupt)
  try {
    return await work(abort.signal)
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    process.off('SIGHUP', interrupt)
  }
}

/** This process as commands see it. */
export function processIo(signal: AbortSignal): Io {
  return {
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    ...(process.stdin.isTTY && process.stdout.isTTY
      ? {
          ask: asker(signal),
          openTerminal: async () => (await import('./explorer/process-terminal.ts')).processTerminal(),
        }
      : {}),
    readInput: async () => (await import('node:stream/consumers')).text(process.stdin),
    signal,
  }
}

function output(stream: NodeJS.WriteStream): Output {
  return {
    isTTY: stream.isTTY,
    columns: stream.columns,
    write: text => {
      stream.write(text)
    },
  }
}

/** A question by Node's own line editor; loaded only when something is asked. */
function asker(signal: AbortSignal): (question: string) => Promise<string> {
  return async question => {
    const { createInterface } = await import('node:readline/promises')
    const lines = createInterface({ input: process.stdin, output: process.stdout })
    try {
      return await lines.question(question, { signal })
    } finally {
      lines.close()
    }
  }
}
