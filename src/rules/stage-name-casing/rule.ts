import type { Finding, Rule, RuleContext } from '../rule.ts'

export const stageNameCasing: Rule = {
  id: 'stage-name-casing',
  title: 'A stage has a name with capitals',
  family: 'correctness',
  severity: 'info',
  counterparts: { buildkit: ['StageNameCasing'] },
  *check({ model }: RuleContext): Iterable<Finding> {
    for (const { name, from } of model.stages) {
      if (name === undefined || from.as === undefined || from.as.value === name) continue
      yield {
        message: `Docker reads ${from.as.value} as ${name}`,
        range: from.as.range,
        help: `write ${name}`,
      }
    }
  },
}
