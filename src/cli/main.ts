import process from 'node:process'
import { processIo, withInterrupt } from './process-io.ts'
import { run } from './run.ts'

/** Runs the command line in this process and sets its exit code. */
export async function main(args: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
  process.exitCode = await withInterrupt(async signal => run(args, processIo(signal)))
}
