import type { Stage } from '../../model/build-model.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const relativeWorkdir: Rule = {
  id: 'relative-workdir',
  title: 'WORKDIR is relative to a folder that the base image chooses',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['DL3000'], buildkit: ['WorkdirRelativePath'] },
  *check({ model }: RuleContext): Iterable<Finding> {
    for (const stage of model.stages) yield* ofStage(stage)
  },
}

/** Only the first WORKDIR of a stage: those that follow go on from it. */
function* ofStage({ base, steps }: Stage): Iterable<Finding> {
  if (base.kind !== 'image' && base.kind !== 'unknown') return
  const step = steps.find(({ instruction }) => instruction.name === 'WORKDIR')
  if (step?.instruction.name !== 'WORKDIR') return
  const { value, range } = step.instruction.value
  const path = value.replace(/^["']/, '')
  // A variable may hold an absolute path, a Windows path begins with a drive.
  if (/^(?:[/\\$~]|[a-zA-Z]:)/.test(path)) return
  yield {
    message: `where ${value} lies depends on the working directory of ${base.reference}`,
    range,
    help: `write it as an absolute path, such as /${path.replace(/^\.?\//, '')}`,
  }
}
