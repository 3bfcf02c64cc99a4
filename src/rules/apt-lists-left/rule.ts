import type { Step } from '../../model/build-model.ts'
import { commandsOf, type FoundCommand, subcommandOf } from '../commands.ts'
import { isCleaned } from '../leftovers.ts'
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
    let reliance: number | undefined
    for (const { step, found } of context.shippedRuns) {
      const update = found.find(isUpdate)
      if (update === undefined || isCleaned(step, found, '/var/lib/apt/lists')) continue
      reliance ??= lastReliance(context)
      yield {
        message: 'the lists that apt-get update fetches stay in this layer, 20 to 50 MB of it',
        range: update.command.range,
        help: 'end the RUN with rm -rf /var/lib/apt/lists/*',
        ...fixOf(context, step, reliance),
      }
    }
  },
}

function isUpdate(command: FoundCommand): boolean {
  return /^(?:apt-get|apt|aptitude)$/.test(command.name) && subcommandOf(command) === 'update'
}

/** Where the last RUN stands that installs from the lists that an earlier one fetched; -1 where none does. */
function lastReliance({ model }: RuleContext): number {
  const steps = model.stages.flatMap(stage =>
    stage.steps.map(step => ({ step, found: commandsOf(stage, step) })),
  )
  return steps.findLast(({ found }) => relies(found))?.step.instruction.range.start.offset ?? -1
}

function relies(found: readonly FoundCommand[]): boolean {
  const installs = found.findIndex(each => /^(?:apt-get|apt|aptitude)$/.test(each.name) && !isUpdate(each))
  const updates = found.findIndex(isUpdate)
  return installs >= 0 && (updates < 0 || installs < updates)
}

function fixOf({ document }: RuleContext, step: Step, reliance: number): Pick<Finding, 'fix'> {
  const relied = reliance > step.instruction.range.start.offset
  const edit = relied ? undefined : appendCommand(document, step, 'rm -rf /var/lib/apt/lists/*')
  if (edit === undefined) return {}
  return { fix: { title: 'Remove the lists at the end of the RUN', applicability: 'safe', edits: [edit] } }
}
