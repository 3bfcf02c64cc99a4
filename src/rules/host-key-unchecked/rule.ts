import type { Finding, Rule, RuleContext } from '../rule.ts'

export const hostKeyUnchecked: Rule = {
  id: 'host-key-unchecked',
  title: 'SSH takes any host key',
  family: 'security',
  severity: 'warning',
  counterparts: {},
  *check({ steps }: RuleContext): Iterable<Finding> {
    for (const { instruction, script } of steps) {
      if (instruction.name !== 'RUN' || script === undefined || !script.text.includes('StrictHost')) continue
      const command = script.commands.find(({ words }) => words.some(({ raw }) => switchedOff.test(raw)))
      if (command === undefined && !switchedOff.test(script.text)) continue
      yield {
        message: 'SSH then talks to whoever answers',
        range: command?.range ?? instruction.range,
        help: 'put the host key into known_hosts',
      }
    }
  },
}

const switchedOff = /StrictHostKeyChecking[\s=]+(?:\\?["'])?(?:no|off)\b/i
