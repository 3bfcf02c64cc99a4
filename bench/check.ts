// How fast Dockerfiles are checked, beside dockerfile-ast (which only parses) and, where it is installed, hadolint: in
// the same run over the same files. Then whether memory stays flat over many files.
// Usage: npm run bench:check -- FOLDER      (HADOLINT=/path/to/hadolint where it is not on the PATH)
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { DockerfileParser } from 'dockerfile-ast'
import { parseDockerfile } from '../src/dockerfile/parse.ts'
import { buildModel } from '../src/model/model.ts'
import { checkDockerfile } from '../src/rules/check-document.ts'
import { filesIn, printRates, rate } from './rate.ts'

const ROUNDS = 3
const MANY = 100_000

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'test', 'conformance', 'cases')
const files = filesIn(folder)
const texts = files.map(({ text }) => text)
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
const size = (bytes / texts.length / 1024).toFixed(1)
console.log(
  `${texts.length} files, ${size} KB on average; processor time, best of ${ROUNDS} rounds; Node ${process.versions.node}`,
)

const hadolint = hadolintVersion()
printRates({
  'laststage, parse, model and all rules': rate(texts, ROUNDS, text => checkDockerfile(text, 'Dockerfile')),
  'laststage, parse and model': rate(texts, ROUNDS, text => buildModel(parseDockerfile(text))),
  'laststage, parse': rate(texts, ROUNDS, text => parseDockerfile(text)),
  'dockerfile-ast, parse': rate(texts, ROUNDS, text => DockerfileParser.parse(text)),
  ...(hadolint === undefined ? {} : { [hadolint.version]: hadolintRate(hadolint.program) }),
})
if (hadolint === undefined) console.log('hadolint is not installed')
printMemory()

function hadolintVersion(): { readonly program: string; readonly version: string } | undefined {
  const program = process.env['HADOLINT'] ?? 'hadolint'
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  const version = /[\d.]+/.exec(stdout ?? '')?.[0]
  return status === 0 && version !== undefined ? { program, version: `hadolint ${version}` } : undefined
}

/**
 * Over at most 500 of the files, spread over all, in one process, so that its start weighs little; once, since it is
 * slow. The shell tells its children's processor time.
 */
function hadolintRate(program: string): number {
  const every = Math.ceil(files.length / 500)
  const some = files.filter((_, at) => at % every === 0).map(({ path }) => path)
  const script = '"$0" --no-fail --format json "$@" > /dev/null 2>&1; times'
  const { stdout } = spawnSync('sh', ['-c', script, program, ...some], { encoding: 'utf8' })
  const times = [...stdout.matchAll(/(\d+)m([\d.]+)s/g)]
  const seconds = times.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0)
  return some.length / seconds
}

function printMemory(): void {
  for (let count = 1; count <= MANY; count++) {
    checkDockerfile(texts[count % texts.length] ?? '', 'Dockerfile')
    if (count === 10_000 || count === 50_000 || count === MANY) {
      const resident = Math.round(process.memoryUsage().rss / 1e6)
      console.log(`resident memory after ${count.toLocaleString('en')} files: ${resident} MB`)
    }
  }
}
