import type { Finding, Rule, RuleContext } from '../rule.ts'

export const lostContinuation: Rule = {
  id: 'lost-continuation',
  title: 'A command goes on in the next line, but its line has no continuation mark',
  family: 'correctness',
  severity: 'error',
  counterparts: {},
  *check({ document }: RuleContext): Iterable<Finding> {
    for (const { code, message, range, help } of document.diagnostics) {
      if (code !== 'lost-continuation') continue
      const { offset } = range.end
      const blanks = /^[\t\v\f ]*/.exec(document.text.slice(offset))?.[0].length ?? 0
      yield {
        message,
        range,
        ...(help === undefined ? {} : { help }),
        fix: {
          title: 'Continue the line',
          applicability: 'safe',
          edits: [{ from: offset, to: offset + blanks, text: ` ${document.escape}` }],
        },
      }
    }
  },
}
