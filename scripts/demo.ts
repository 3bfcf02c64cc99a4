import { dirname } from 'node:path'
import process from 'node:process'
import { processIo, withInterrupt } from '../src/cli/process-io.ts'
import { runDemo } from './demo/run-demo.ts'

// What `npm run demo` starts: three apps made small, with proof. `--full` adds rebuilds and cold builds.
process.exitCode = await withInterrupt(async signal =>
  runDemo(dirname(import.meta.dirname), process.argv.slice(2), processIo(signal)),
)
