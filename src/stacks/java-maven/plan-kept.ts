import type { BuildModel } from '../../model/build-model.ts'
import { imageBelow } from '../../model/image-below.ts'
import { stageLines } from '../../model/stage-lines.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { javaCache } from './java-cache.ts'
import { javaCommand } from './maven-commands.ts'

/** A Dockerfile that ships the jar from a build stage already keeps its stages; only the tool's cache is added. */
export function planKept(build: BuildModel): readonly Plan[] {
  const command = javaCommand(build)
  const { final } = build
  if (!command || !final) return []
  const { edits, changes } = javaCache(build, command)
  if (edits.length === 0) return []
  return [
    {
      id: '',
      title: `${command.name === 'maven' ? 'Maven' : 'Gradle'}’s downloads kept between builds`,
      buildStages: build.stages.slice(0, -1).map(stage => ({ lines: stageLines(build, stage, { edits }) })),
      needs: {
        kept: { lines: stageLines(build, final) },
        base: imageBelow(build, final),
      },
      changes,
      files: {},
      ignore: [],
    },
  ]
}
