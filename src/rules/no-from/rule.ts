import type { Finding, Rule, RuleContext } from '../rule.ts'
import { deriveBase } from './derive-base.ts'

export const noFrom: Rule = {
  id: 'no-from',
  title: 'The file has no FROM',
  family: 'correctness',
  severity: 'error',
  counterparts: { hadolint: ['DL3061'] },
  *check(context: RuleContext): Iterable<Finding> {
    for (const { code, message, range, help } of context.document.diagnostics) {
      if (code === 'no-from') yield { message, range, ...mending(context, help) }
    }
  },
}

function mending({ app, document }: RuleContext, help: string | undefined): Pick<Finding, 'help' | 'fix'> {
  const base = app && deriveBase(app, document)
  const first = document.instructions.find(({ name }) => name !== 'ARG')
  if (base === undefined || first === undefined) return help === undefined ? {} : { help }
  const at = first.range.start.offset
  return {
    help: `begin with FROM ${base.image}: ${base.because}`,
    fix: {
      title: `Begin with FROM ${base.image}`,
      // The manifest tells the version, not the distribution that the user had in mind.
      applicability: 'unsafe',
      edits: [{ from: at, to: at, text: `FROM ${base.image}\n\n` }],
    },
  }
}
