import type { BuildModel } from '../../model/build-model.ts'
import { imageBelow } from '../../model/image-below.ts'
import { shippedStages } from '../../model/launch.ts'
import { stageLines } from '../../model/stage-lines.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { nugetCache } from './nuget-cache.ts'
import { lean } from '../../model/lean.ts'

const sdk = /^mcr\.microsoft\.com\/dotnet\/(?:nightly\/)?sdk\b/

/**
 * A Dockerfile that publishes in a stage of its own keeps its stages; NuGet's packages are kept between builds.
 * Undefined where no stage before the last builds with the SDK; a string says why there is nothing to add.
 */
export function planKept(build: BuildModel): Plan | string | undefined {
  const { final } = build
  const shipped = shippedStages(build)
  const step = build.stages
    .filter(stage => !shipped.includes(stage) && sdk.test(imageBelow(build, stage)))
    .flatMap(({ steps }) => steps)
    .find(({ script }) => script?.commands.some(({ words }) => words[0]?.value === 'dotnet'))
  const stage = build.stages.find(each => step !== undefined && each.steps.includes(step))
  if (!final || !stage || !step) return undefined
  const { edits, changes } = nugetCache(build, stage, step)
  if (edits.length === 0) return lean.publish
  return {
    id: '',
    title: 'NuGet’s packages kept between builds',
    buildStages: build.stages
      .filter(each => each !== final)
      .map(each => ({ lines: stageLines(build, each, { edits }) })),
    needs: {
      kept: { lines: stageLines(build, final) },
      base: imageBelow(build, final),
    },
    changes,
    files: {},
    ignore: [],
  }
}
