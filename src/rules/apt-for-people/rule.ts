import { subcommandOf } from '../commands.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const aptForPeople: Rule = {
  id: 'apt-for-people',
  title: 'apt in a script',
  family: 'correctness',
  severity: 'info',
  counterparts: { hadolint: ['DL3027'] },
  *check(context: RuleContext): Iterable<Finding> {
    for (const found of context.commands) {
      const [word] = found.words
      if (found.name !== 'apt' || word?.raw !== 'apt') continue
      const fix: Fix = {
        title: 'Call apt-get',
        applicability: 'safe',
        edits: [{ from: word.range.start.offset, to: word.range.end.offset, text: 'apt-get' }],
      }
      yield {
        message: 'apt says itself that scripts should not rely on it',
        range: word.range,
        ...(same.test(subcommandOf(found) ?? '') ? { fix } : {}),
      }
    }
  },
}

/** Subcommands that apt-get has too and that do the same there. */
const same = /^(?:update|install|remove|purge|autoremove|clean|autoclean)$/
