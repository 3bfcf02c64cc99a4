import type { Finding, Rule, RuleContext } from '../rule.ts'

export const duplicateStageName: Rule = {
  id: 'duplicate-stage-name',
  title: 'Two stages have one name, or a stage has a name that is taken',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['DL3024'], buildkit: ['DuplicateStageName', 'ReservedStageName'] },
  *check({ model }: RuleContext): Iterable<Finding> {
    const first = new Map<string, number>()
    for (const { name, from } of model.stages) {
      if (name === undefined) continue
      const range = from.as?.range ?? from.range
      const line = first.get(name)
      if (name === 'scratch' || name === 'context') {
        yield {
          message: `a stage cannot be told from Docker's own ${name}`,
          range,
          help: 'name it otherwise',
        }
      } else if (line === undefined) first.set(name, from.range.start.line)
      else {
        yield {
          message: `the stage of line ${line} has the name ${name} too`,
          range,
          help: 'give each stage a name of its own: COPY --from takes the last one, FROM the nearest above',
        }
      }
    }
  },
}
