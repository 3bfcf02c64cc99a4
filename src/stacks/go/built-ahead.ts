import { posix } from 'node:path'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { BuildModel } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { launchOf } from '../../model/launch.ts'
import { buildModel } from '../../model/model.ts'
import { goCommands } from './go-commands.ts'

/** A Dockerfile that builds what `go run` would compile whenever its container starts. */
interface BuiltAhead {
  readonly build: BuildModel
  readonly change: Change
}

/**
 * The Dockerfile with `go build` in place of `go run`, for the planner to start from; undefined where it starts something
 * else, builds already, or says more than which package and which arguments.
 */
export function builtAhead(build: BuildModel): BuiltAhead | undefined {
  const { final, stages, document } = build
  const launch = launchOf(build)
  if (!final || final !== stages.at(-1) || launch?.kind !== 'program' || launch.steps.length !== 1)
    return undefined
  const [step] = launch.steps
  const { instruction } = step ?? {}
  if (instruction?.name !== 'CMD' && instruction?.name !== 'ENTRYPOINT') return undefined
  const [tool, verb, ...words] = launch.argv
  const found = tool === 'go' && verb === 'run' ? packageOf(words) : undefined
  const isUser = final.steps.some(each => each.instruction.name === 'USER')
  if (!found || isUser || stages.some(stage => goCommands(stage).length > 0)) return undefined
  const binary = `/usr/local/bin/${found.name}`
  const { text, file } = document
  const { start, end } = instruction.range
  const lines = [
    `RUN go build -o ${[binary, ...found.packages].join(' ')}`,
    `${instruction.name} ${JSON.stringify([binary, ...found.rest]).replaceAll('","', '", "')}`,
  ]
  return {
    build: buildModel(
      parseDockerfile(`${text.slice(0, start.offset)}${lines.join('\n')}${text.slice(end.offset)}`, file),
    ),
    change: {
      id: 'go-built-ahead',
      title: 'Build the program with the image, in place of `go run`',
      because:
        '`go run` compiles it whenever a container starts, and needs the compiler and the sources there. The program itself becomes process 1, and its exit code is the container’s.',
      evidence: [evidenceOf(build, instruction)],
      applicability: 'needs-verification',
    },
  }
}

/** The package or the files that are run, and the arguments behind them; flags of the build are not followed. */
function packageOf(words: readonly string[]) {
  const files = words.findIndex(word => !word.endsWith('.go'))
  const end = words[0]?.endsWith('.go') ? (files < 0 ? words.length : files) : 1
  const packages = words.slice(0, end)
  if (packages.length === 0 || packages.some(word => !/^[\w./][\w./-]*$/.test(word))) return undefined
  const folder = packages[0]?.endsWith('.go') ? '' : posix.basename(posix.normalize(packages[0] ?? ''))
  return { packages, rest: words.slice(end), name: /^\w[\w-]*$/.test(folder) ? folder : 'app' }
}
