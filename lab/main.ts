import path from 'node:path'
import { EngineError, UserError } from '../src/errors.ts'
import { describeEngine, lowerEngine, raiseEngine } from './engine/private-engine.ts'
import { labPaths } from './lab-paths.ts'
import { makeStandIns } from './stand-ins/make-stand-ins.ts'

const paths = labPaths(path.dirname(import.meta.dirname), process.env)
const [command, ...options] = process.argv.slice(2)

try {
  await perform()
} catch (error) {
  if (!(error instanceof EngineError || error instanceof UserError)) throw error
  console.error(`lab: ${error.message}`)
  if (error.hint !== undefined) console.error(error.hint)
  process.exitCode = error instanceof UserError ? 2 : 1
}

async function perform(): Promise<void> {
  if (command === 'up') return up()
  if (command === 'down') return down()
  if (command === 'status') return console.log(await describeEngine(paths))
  if (command === 'stand-ins') return standIns()
  throw new UserError(
    'lab-command',
    `unknown command ${command ?? ''}`,
    'Use up, down, status or stand-ins IMAGE….',
  )
}

async function up(): Promise<void> {
  requireRoot()
  const version = await raiseEngine(paths, message => console.error(`lab: ${message}`))
  console.log(`Docker ${version} is up. Use it: . ${paths.envFile}`)
}

async function standIns(): Promise<void> {
  await up()
  const { made, missing } = await makeStandIns(paths, options, message => console.error(`lab: ${message}`))
  console.log(`Stand-ins: ${made.join(', ')}`)
  for (const { image, reason } of missing) console.error(`lab: no stand-in for ${image}: ${reason}`)
  if (missing.length > 0) process.exitCode = 1
}

async function down(): Promise<void> {
  requireRoot()
  const done = await lowerEngine(paths, options.includes('--purge'))
  console.log(done.length === 0 ? 'Nothing to do.' : `${done.join(', ')}.`)
}

function requireRoot(): void {
  if (process.getuid?.() === 0) return
  throw new UserError(
    'lab-root',
    'the private engine needs root',
    'Run it as root, or start Docker yourself.',
  )
}
