import type { Finding, Rule, RuleContext } from '../rule.ts'

export const sudoInRun: Rule = {
  id: 'sudo-in-run',
  title: 'sudo in RUN',
  family: 'correctness',
  severity: 'info',
  counterparts: { hadolint: ['DL3004'] },
  *check({ steps }: RuleContext): Iterable<Finding> {
    for (const { instruction, script, user } of steps) {
      if (instruction.name !== 'RUN') continue
      const found = script?.commands.find(({ words }) => words[0]?.value === 'sudo')
      if (found === undefined) continue
      const root = user === 'root' || user === '0'
      yield {
        message: root
          ? 'RUN is root here already'
          : 'sudo asks who it is and drops variables; RUN can be given its user',
        range: found.range,
        help: root ? 'take sudo out' : 'write USER root before it, and USER with the other one after it',
      }
    }
  },
}
