import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import { runsAsRoot } from '../../model/build-edits.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { launchOf } from '../../model/launch.ts'
import { nodeCommands } from '../node-static/node-commands.ts'
import { managerNamed } from '../node-static/package-manager.ts'
import { managerCall } from './manager-call.ts'
import { serverFramework } from './server-frameworks.ts'
import { launchWords } from './server-launch.ts'
import { nodeStart, startScript } from './start-script.ts'

/** A stage whose packages ship, development packages among them, and the instruction that takes these out at its end. */
export interface PrunedStage {
  readonly stage: Stage
  readonly run: string
  readonly change: Change
}

/**
 * Undefined where nothing is to be taken out, or where it cannot be told who needs it. npm alone: its prune was shown to
 * keep what lies in node_modules beside the packages (Prisma's client), and it runs no script of the app's.
 */
export function prunedStage(
  app: AppFiles,
  build: BuildModel,
  last: Stage,
  manifest: PackageJson,
): PrunedStage | undefined {
  const copies = build.stages.flatMap(({ steps }) =>
    steps.flatMap(({ effects }) =>
      effects.flatMap(effect =>
        effect.kind === 'copies-from-stage' && effect.stage !== undefined
          ? effect.sources
              .filter(source => source.endsWith('/node_modules'))
              .map(source => ({ source, from: effect.stage }))
          : [],
      ),
    ),
  )
  const [copy, ...others] = copies
  const stage = copy?.from === undefined ? undefined : build.stages[copy.from]
  if (!copy || others.length > 0 || !stage || stage === last) return undefined
  const [install, ...more] = nodeCommands(stage).filter(({ kind }) => kind === 'install')
  const end = stage.steps.at(-1)
  if (!install || more.length > 0 || !end || install.manager !== 'npm') return undefined
  const words = install.command.words.map(word => word.value ?? word.raw)
  const omits =
    words.some(
      (word, at) =>
        managerNamed('npm').production.test(word) || (word === 'dev' && words[at - 1] === '--omit'),
    ) || install.step.variables.get('NODE_ENV') === 'production'
  const folder = posix.dirname(copy.source)
  const here = install.step.workdir === folder && end.workdir === folder && runsAsRoot(end)
  if (omits || !here || prunes(stage) || !startsAlone(app, build, manifest)) return undefined
  const [development] = manifest.devDependencies
  if (!development) return undefined
  return {
    stage,
    run: 'RUN npm prune --omit=dev',
    change: {
      id: 'node-prune',
      title: 'Take the development packages out before node_modules is copied',
      because: 'The build needs them, and what starts does not; the last stage copies the folder whole.',
      evidence: [
        evidenceOf(build, install.step.instruction),
        { file: manifest.path, range: development[1].range, fact: `devDependency ${development[0]}` },
      ],
      applicability: 'needs-verification',
    },
  }
}

const prunes = ({ steps }: Stage) =>
  steps.some(({ script }) => script?.commands.some(({ words }) => words.some(({ raw }) => raw === 'prune')))

/** True where what starts is a program of Node's, or a framework that is among the dependencies. */
function startsAlone(app: AppFiles, build: BuildModel, manifest: PackageJson): boolean {
  const launch = launchOf(build)
  if (!launch) return false
  const words = launchWords(launch)
  if (launch.kind === 'program' && nodeStart(words, manifest)) return true
  const call = managerCall(words)
  if (call?.script === undefined || call.elsewhere) return false
  return (
    startScript(manifest, call.script) !== undefined ||
    typeof serverFramework(app, manifest, call.script) === 'object'
  )
}
