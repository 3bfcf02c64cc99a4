// How fast Dockerfiles are parsed, beside dockerfile-ast, in the same run over the same files.
// Usage: npm run bench:parse -- FOLDER
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DockerfileParser } from 'dockerfile-ast'
import { parseDockerfile } from '../src/dockerfile/parse.ts'
import { buildModel } from '../src/model/model.ts'

const ROUNDS = 7

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'test', 'conformance', 'cases')
const texts = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)

/** The best of several rounds, each over every file: files a second of processor time, so that other work on the machine counts less. */
function rate(work: (text: string) => void): number {
  let best = 0
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage()
    for (const text of texts) work(text)
    const { user, system } = process.cpuUsage(start)
    best = Math.max(best, (texts.length * 1e6) / (user + system))
  }
  return best
}

const results = {
  'laststage, parse': rate(text => parseDockerfile(text)),
  'laststage, parse and model': rate(text => buildModel(parseDockerfile(text))),
  'laststage, parse, model, scripts and effects': rate(text => {
    for (const stage of buildModel(parseDockerfile(text)).stages)
      for (const step of stage.steps) void step.effects
  }),
  // It reads arguments when they are asked for; this is only its split into instructions.
  'dockerfile-ast, parse': rate(text => DockerfileParser.parse(text)),
  'dockerfile-ast, parse and arguments': rate(text => {
    for (const instruction of DockerfileParser.parse(text).getInstructions()) instruction.getArguments()
  }),
}

const size = (bytes / texts.length / 1024).toFixed(1)
console.log(
  `${texts.length} files, ${size} KB on average; best of ${ROUNDS} rounds; Node ${process.versions.node}`,
)
const ours = results['laststage, parse']
for (const [name, perSecond] of Object.entries(results)) {
  const ratio = (ours / perSecond).toFixed(1)
  console.log(`${name.padEnd(46)} ${Math.round(perSecond).toString().padStart(8)} files/s   1 : ${ratio}`)
}
