// How fast Dockerfiles are parsed, beside dockerfile-ast, in the same run over the same files.
// Usage: npm run bench:parse -- FOLDER
import { join } from 'node:path'
import { DockerfileParser } from 'dockerfile-ast'
import { parseDockerfile } from '../src/dockerfile/parse.ts'
import { buildModel } from '../src/model/model.ts'
import { filesIn, printRates, rate } from './rate.ts'

const ROUNDS = 7

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'test', 'conformance', 'cases')
const texts = filesIn(folder).map(({ text }) => text)
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
const size = (bytes / texts.length / 1024).toFixed(1)
console.log(
  `${texts.length} files, ${size} KB on average; best of ${ROUNDS} rounds; Node ${process.versions.node}`,
)

printRates({
  'laststage, parse': rate(texts, ROUNDS, text => parseDockerfile(text)),
  'laststage, parse and model': rate(texts, ROUNDS, text => buildModel(parseDockerfile(text))),
  'laststage, parse, model, scripts and effects': rate(texts, ROUNDS, text => {
    for (const stage of buildModel(parseDockerfile(text)).stages)
      for (const step of stage.steps) void step.effects
  }),
  // It reads arguments when they are asked for; this is only its split into instructions.
  'dockerfile-ast, parse': rate(texts, ROUNDS, text => DockerfileParser.parse(text)),
  'dockerfile-ast, parse and arguments': rate(texts, ROUNDS, text => {
    for (const instruction of DockerfileParser.parse(text).getInstructions()) instruction.getArguments()
  }),
})
