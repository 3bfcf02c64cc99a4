import type { PackageJson } from '../../app/package-json.ts'
import type { BuildModel } from '../../model/build-model.ts'
import { launchOf, shippedStages } from '../../model/launch.ts'
import { managerCall } from './manager-call.ts'
import { nodeBase } from './node-base.ts'
import { launchWords, siteTools } from './server-launch.ts'
import { bringsNode, installs } from './staged-server.ts'

/** Why what ships on Node is no server that this stack knows; undefined where what ships does not stand on Node. */
export function nearMiss(build: BuildModel, manifest: PackageJson): string | undefined {
  const [stage] = shippedStages(build)
  if (!stage || (nodeBase(build, stage) === undefined && !bringsNode(stage))) return undefined
  const launch = launchOf(build)
  if (!launch) return 'neither CMD nor ENTRYPOINT says what starts'
  const takes = stage.steps.some(({ effects }) => effects.some(({ kind }) => kind === 'copies-from-stage'))
  if (takes && installs(stage))
    return 'the last stage installs packages beside what it takes from other stages, which is not known yet'
  const words = launchWords(launch)
  const name = managerCall(words)?.script
  const script = name === undefined ? undefined : manifest.scripts.get(name)
  if (name !== undefined && !script) return `${manifest.path} has no script ${name}, which the image starts`
  if (words[0] === 'node') return `no package.json lies where \`${words.join(' ')}\` starts`
  const started = script?.value ?? words.join(' ')
  return siteTools.test(started) ? undefined : `what starts is no plain \`node …\`: ${started}`
}
