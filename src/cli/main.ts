import process from 'node:process'
import { withPath } from '../errors.ts'
import { createStyle } from '../report/terminal/style.ts'
import { describeError, exitCodeOf } from './exit.ts'
import { processIo, withInterrupt } from './process-io.ts'
import { run } from './run.ts'

const plain = { color: false, unicode: false, width: 80 }

/** Runs the command line in this process and sets its exit code. */
export async function main(args: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    process.stderr.write(describeError(withPath(error, 'standard output'), createStyle(plain)))
    process.exit(exitCodeOf(error))
  })
  // Without a reader of progress the work goes on, and what was started is removed at its end.
  process.stderr.on('error', () => {})
  process.exitCode = await withInterrupt(async signal => run(args, processIo(signal)))
}
