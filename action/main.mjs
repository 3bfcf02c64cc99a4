// What GitHub starts. Plain JavaScript without dependencies: it runs as it stands in the repository.
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const { env } = process
const input = name => (env[`INPUT_${name.toUpperCase()}`] ?? '').trim()
const lines = text =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
const temporary = name => join(env['RUNNER_TEMP'] ?? '.', `laststage-${name}`)

const summary = temporary('summary.md')
const record = temporary('budget.json')

/** The arguments of laststage for what was asked for. */
const asked = {
  check: () => ['check', input('path') || '.', '--format', 'github'],
  budget: () => ['budget', 'check', required('image'), '--record', record, '--markdown', summary],
  optimize: () => ['optimize', input('path') || '.', '--markdown', summary],
}

function required(name) {
  const value = input(name)
  if (value === '') fail(`The input ${name} is missing.`)
  return value
}

function fail(message) {
  process.stdout.write(`::error title=laststage::${message}\n`)
  process.exit(2)
}

/** The version of the action is that of the package. */
function command() {
  const own = lines(input('command'))
  if (own.length > 0) return own
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return ['npx', '--yes', `laststage@${version}`]
}

/** Runs it, shows what it prints, and answers that and the exit code. */
async function run([program, ...args]) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    printed += text
    process.stdout.write(text)
  })
  return await new Promise((done, failed) => {
    child.on('error', failed).on('close', code => done({ code: code ?? 1, printed }))
  })
}

function append(variable, text) {
  const file = env[variable]
  if (file) appendFileSync(file, text)
}

const build = asked[input('run') || 'check']
if (build === undefined)
  fail(`The input run is ${input('run')}; it is one of ${Object.keys(asked).join(', ')}.`)
for (const file of [summary, record]) rmSync(file, { force: true })
const { code, printed } = await run([...command(), ...build(), ...lines(input('args'))]).catch(error =>
  fail(`laststage could not be started: ${error.message}`),
)
if (existsSync(summary)) append('GITHUB_STEP_SUMMARY', readFileSync(summary, 'utf8'))
const over = printed.slice(printed.indexOf('Over budget')).split('\n\n')[0].trim().replaceAll('\n', ' ')
if (input('run') === 'budget' && code === 1) process.stdout.write(`::error title=laststage::${over}\n`)
append('GITHUB_OUTPUT', `exit-code=${code}\n${existsSync(record) ? `record=${record}\n` : ''}`)
process.exitCode = code
