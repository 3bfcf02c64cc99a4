import { cacheMountEdits, cacheTargets, runsAsRoot } from '../../model/build-edits.ts'
import type { BuildModel } from '../../model/build-model.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { stageLines } from '../../model/stage-lines.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { mavenCommand } from './maven-commands.ts'

const repository = '/root/.m2/repository'

/** A Dockerfile that ships the jar from a build stage already keeps its stages; only Maven's cache is added. */
export function planKept(build: BuildModel): readonly Plan[] {
  const maven = mavenCommand(build)
  const { final } = build
  if (!maven || !final || !runsAsRoot(maven.step)) return []
  const covered = cacheTargets(maven.step.instruction).some(each => `${repository}/`.startsWith(`${each}/`))
  const edits = covered ? [] : cacheMountEdits(build.document, maven.step, [repository])
  if (edits.length === 0) return []
  return [
    {
      id: '',
      title: 'Maven’s downloads kept between builds',
      buildStages: build.stages.slice(0, -1).map(stage => ({ lines: stageLines(build, stage, { edits }) })),
      needs: {
        kept: { lines: stageLines(build, final) },
        base: final.base.kind === 'image' ? final.base.reference : final.base.kind,
      },
      changes: [
        {
          id: 'maven-cache',
          title: 'Keep Maven’s local repository between builds',
          because: 'After an edit nothing is downloaded again, and no downloaded file is in a layer.',
          evidence: [evidenceOf(build, maven.step.instruction)],
          applicability: 'safe',
        },
      ],
      files: {},
      ignore: [],
    },
  ]
}
