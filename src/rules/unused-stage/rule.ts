import type { Stage } from '../../model/build-model.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const unusedStage: Rule = {
  id: 'unused-stage',
  title: 'Nothing takes anything from a stage',
  family: 'correctness',
  severity: 'warning',
  counterparts: {},
  *check({ model, reach, built }: RuleContext): Iterable<Finding> {
    if (model.final === undefined) return
    const needed = new Set(model.stages.flatMap(stage => stage.needs))
    for (const stage of model.stages) {
      if (reach.ofStage(stage.index) !== 'unused' || needed.has(stage.index) || isTarget(stage)) continue
      if (built.has(stage.index)) continue
      yield finding(stage)
    }
  },
}

/** Names that people give to the stages that they build with `--target`. */
const targets =
  /dev|test|debug|lint|prod|release|check|local|ci$|export|doc|bench|cover|valid|deploy|final|run|serve/i

function isTarget({ name }: Stage): boolean {
  return name !== undefined && targets.test(name)
}

function finding({ name, from }: Stage): Finding {
  const severity = name === undefined ? 'warning' : 'info'
  return {
    message:
      name === undefined
        ? 'no other stage uses this one, and it has no name: what it builds is lost'
        : `no other stage uses ${name}: only --target ${name} builds it`,
    range: from.range,
    severity,
    help: 'copy from it with COPY --from, or take it out',
  }
}
