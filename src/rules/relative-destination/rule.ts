import type { Finding, Rule, RuleContext } from '../rule.ts'

export const relativeDestination: Rule = {
  id: 'relative-destination',
  title: 'COPY to a relative path where no WORKDIR is set',
  family: 'correctness',
  severity: 'info',
  counterparts: { hadolint: ['DL3045'] },
  *check({ model }: RuleContext): Iterable<Finding> {
    for (const { base, steps } of model.stages) {
      if (base.kind !== 'image') continue
      for (const { instruction } of steps) {
        if (instruction.name === 'WORKDIR') break
        if (instruction.name !== 'COPY' && instruction.name !== 'ADD') continue
        const { value, range } = instruction.destination
        if (/^["']?(?:[/\\$~]|[a-zA-Z]:)/.test(value)) continue
        yield {
          message: `where ${value} lies depends on the working directory of ${base.reference}`,
          range,
          help: 'set a WORKDIR before it',
        }
      }
    }
  },
}
