import type { Stage, Step } from '../../model/build-model.ts'
import { commandsOf, type FoundCommand } from '../commands.ts'
import { type ProjectInstall, projectInstall } from '../project-install.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { manifestsFirst } from './manifests-first.ts'

export const copyAllBeforeInstall: Rule = {
  id: 'copy-all-before-install',
  title: 'Everything is copied before the dependencies are installed',
  family: 'cache',
  severity: 'warning',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    for (const stage of context.model.stages) yield* ofStage(stage, context)
  },
}

function* ofStage(stage: Stage, context: RuleContext): Iterable<Finding> {
  const copied = stage.steps.findIndex(copiesAll)
  const copy = stage.steps[copied]
  if (copy === undefined) return
  const installed = new Set(
    stage.steps.slice(0, copied).flatMap(step => installsOf(stage, step).map(each => each.install.manager)),
  )
  for (const step of stage.steps.slice(copied + 1)) {
    for (const { install, command } of installsOf(stage, step)) {
      if (installed.has(install.manager)) continue
      installed.add(install.manager)
      const fix = manifestsFirst(context, stage, { copy, command, install })
      yield {
        message: `each edit of any file runs ${textOf(command)} again: line ${copy.instruction.range.start.line} copies everything before it`,
        range: command.command.range,
        help: `copy ${install.manifests.join(' and ')} first, install, then copy the rest`,
        ...(fix === undefined ? {} : { fix }),
      }
    }
  }
}

/** `COPY . .`, or the like. */
function copiesAll({ instruction }: Step): boolean {
  return (
    (instruction.name === 'COPY' || instruction.name === 'ADD') &&
    instruction.from === undefined &&
    instruction.sources.some(({ value }) => /^(?:\.?\/?|\.?\/?\*)$/.test(value))
  )
}

function installsOf(stage: Stage, step: Step): readonly { install: ProjectInstall; command: FoundCommand }[] {
  return commandsOf(stage, step).flatMap(command => {
    const install = projectInstall(command)
    return install === undefined ? [] : [{ install, command }]
  })
}

function textOf({ words }: FoundCommand): string {
  return words
    .slice(0, 2)
    .map(({ raw }) => raw)
    .join(' ')
}
