/** Runs a command line as a user without rights. Started by root it gives them up, once everything is loaded. */
import process from 'node:process'
import { processIo } from '../../src/cli/process-io.ts'
import { run } from '../../src/cli/run.ts'
import '../../src/cli/optimize/run-optimize.ts'
import '../../src/cli/check/run-check.ts'
import '../../src/cli/commands/optimize.ts'
import '../../src/cli/commands/check.ts'

const nobody = 65_534
if (process.getuid?.() === 0) {
  process.setegid?.(nobody)
  process.seteuid?.(nobody)
}
process.exitCode = await run(process.argv.slice(2), processIo(new AbortController().signal))
