import { baseReference } from '../base-image.ts'
import type { FoundCommand } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { assignedIn, setByBase } from '../undefined-variable/uses.ts'

export const rmOfUnset: Rule = {
  id: 'rm-of-unset',
  title: 'rm -r of everything, where a variable is empty',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['SC2115'] },
  *check({ model, commands }: RuleContext): Iterable<Finding> {
    for (const found of commands) {
      const { step, stage, command } = found
      const name = emptiable(found)
      if (name === undefined || (step.variables.get(name) ?? '') !== '') continue
      if (setByBase(name, baseReference(model, stage)) || assignedIn(step.script?.text ?? '', name)) continue
      yield {
        message: `without a value for ${name} this is rm -r of /: nothing here sets it`,
        range: command.range,
        help: `write \${${name}:?}, which stops where it is empty`,
      }
    }
  },
}

/** The variable of `rm -rf $NAME/` or `$NAME/*`; undefined for anything else. */
function emptiable({ name, args, words }: FoundCommand): string | undefined {
  if (name !== 'rm' || !args.some(arg => arg !== undefined && /^-\w*[rR]|^--recursive$/.test(arg)))
    return undefined
  const found = words
    .map(({ raw }) => /^"?\$(?:\{(\w+)\}|(\w+))"?\/"?\*?"?$/.exec(raw))
    .find(match => match !== null)
  return found?.[1] ?? found?.[2]
}
