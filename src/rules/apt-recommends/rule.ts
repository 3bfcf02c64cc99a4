import { type FoundCommand, subcommandOf } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { insertAfterWord } from '../script-edits.ts'

export const aptRecommends: Rule = {
  id: 'apt-recommends',
  title: 'apt-get install takes recommended packages too',
  family: 'size',
  severity: 'info',
  notShipped: 'off',
  counterparts: { hadolint: ['DL3015'] },
  *check(context: RuleContext): Iterable<Finding> {
    let isSet: boolean | undefined
    for (const { found } of context.shippedRuns) {
      for (const command of found) {
        const word = takesRecommends(command)
        if (word === undefined) continue
        if ((isSet ??= isConfigured(context))) return
        yield {
          message: 'packages that are only recommended are installed too',
          range: command.command.range,
          help: 'with --no-install-recommends, name what is really needed of them',
          fix: {
            title: 'Add --no-install-recommends',
            applicability: 'unsafe',
            edits: [insertAfterWord(word, '--no-install-recommends')],
          },
        }
      }
    }
  },
}

/** The word `install`, where recommended packages come along. */
function takesRecommends(command: FoundCommand): FoundCommand['words'][number] | undefined {
  const { name, words, raw } = command
  if (!/^(?:apt-get|apt|aptitude)$/.test(name) || subcommandOf(command) !== 'install') return undefined
  if (raw.some(word => /recommends/i.test(word) || word === '-R')) return undefined
  return words.find(({ value }) => value === 'install')
}

/** A setting that an earlier step wrote holds for all that follow. */
function isConfigured({ document }: RuleContext): boolean {
  const text = document.text.replace(/--no-install-recommends/g, '')
  return /Install-Recommends|no-install-recommends\W+>|apt\.conf/.test(text)
}
