import { baseReference } from '../base-image.ts'
import { commandsOf, type FoundCommand } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { assignedIn, setByBase } from '../undefined-variable/uses.ts'

export const rmOfUnset: Rule = {
  id: 'rm-of-unset',
  title: 'rm -r of everything, where a variable is empty',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['SC2115'] },
  *check({ model }: RuleContext): Iterable<Finding> {
    for (const stage of model.stages) {
      const base = baseReference(model, stage)
      for (const step of stage.steps) {
        for (const command of commandsOf(stage, step)) {
          const name = emptiable(command)
          if (name === undefined || (step.variables.get(name) ?? '') !== '') continue
          if (setByBase(name, base) || assignedIn(step.script?.text ?? '', name)) continue
          yield {
            message: `without a value for ${name} this is rm -r of /: nothing here sets it`,
            range: command.command.range,
            help: `write \${${name}:?}, which stops where it is empty`,
          }
        }
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
