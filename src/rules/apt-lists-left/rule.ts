import type { Step } from '../../model/build-model.ts'
import { type FoundCommand, subcommandOf } from '../commands.ts'
import { isCleaned } from '../leftovers.ts'
import { laterReliance, type Reliance } from '../reliance.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { appendCommand } from '../script-edits.ts'

export const aptListsLeft: Rule = {
  id: 'apt-lists-left',
  title: "apt's package lists are left in the image",
  family: 'size',
  severity: 'warning',
  notShipped: 'off',
  counterparts: { hadolint: ['DL3009'] },
  *check(context: RuleContext): Iterable<Finding> {
    let reliance: ReturnType<typeof laterReliance> | undefined
    for (const { step, found } of context.shippedRuns) {
      const update = found.find(isUpdate)
      if (update === undefined || isCleaned(step, found, '/var/lib/apt/lists')) continue
      reliance ??= laterReliance(context.model, 'apt')
      yield {
        message: 'the lists that apt-get update fetches stay in this layer, 20 to 50 MB of it',
        range: update.command.range,
        help: 'end the RUN with rm -rf /var/lib/apt/lists/*',
        ...fixOf(context, step, reliance(step)),
      }
    }
  },
}

function isUpdate(command: FoundCommand): boolean {
  return /^(?:apt-get|apt|aptitude)$/.test(command.name) && subcommandOf(command) === 'update'
}

function fixOf({ document }: RuleContext, step: Step, reliance: Reliance): Pick<Finding, 'fix'> {
  const edit = reliance === 'sure' ? undefined : appendCommand(document, step, 'rm -rf /var/lib/apt/lists/*')
  if (edit === undefined) return {}
  const applicability = reliance === 'none' ? 'safe' : 'unsafe'
  return { fix: { title: 'Remove the lists at the end of the RUN', applicability, edits: [edit] } }
}
