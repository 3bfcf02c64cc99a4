import type { Stage, Step } from '../../model/build-model.ts'
import { shippedStages } from '../../model/launch.ts'
import { toExecForm } from '../exec-form.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const shellFormCommand: Rule = {
  id: 'shell-form-command',
  title: 'A shell stands between docker stop and the program',
  family: 'correctness',
  severity: 'info',
  notShipped: 'off',
  counterparts: { hadolint: ['DL3025'], buildkit: ['JSONArgsRecommended'] },
  *check({ model, shippedSteps: steps }: RuleContext): Iterable<Finding> {
    // Who names a shell wants it.
    if (steps.some(({ instruction }) => instruction.name === 'SHELL')) return
    const shells = shippedStages(model)[0]
    if (shells === undefined || hasNoShell(shells)) return
    for (const name of ['ENTRYPOINT', 'CMD']) {
      const step = steps.findLast(({ instruction }) => instruction.name === name)
      if (step !== undefined && swallows(step)) yield finding(step, fixOf(step, steps))
    }
  },
}

/** There it is a fault of its own: shell-form-without-shell. */
function hasNoShell({ base }: Stage): boolean {
  return base.kind === 'scratch' || (base.kind === 'image' && base.reference.includes('distroless'))
}

function swallows({ instruction, script }: Step): boolean {
  if (instruction.name !== 'CMD' && instruction.name !== 'ENTRYPOINT') return false
  if (instruction.command.form !== 'shell' || script === undefined || script.unknown.length > 0) return false
  // An array that is not quite one is broken-json's.
  if (script.commands.length === 0 || script.text.startsWith('[')) return false
  const last = script.commands.findLast(({ depth }) => depth === 0)
  return !script.commands.some(({ words }) => words[0]?.value === 'exec') && last !== undefined
}

function finding({ instruction: { name, range } }: Step, fix: Fix | undefined): Finding {
  return {
    message: `${name} in shell form: the shell gets the stop signal, and may not pass it on`,
    range,
    help: 'use a JSON array, or begin the last command with exec',
    ...(fix === undefined ? {} : { fix }),
  }
}

/** Behind an ENTRYPOINT the two forms of CMD are other arguments. */
function fixOf(step: Step, steps: readonly Step[]): Fix | undefined {
  const { name } = step.instruction
  if (name === 'CMD' && steps.some(({ instruction }) => instruction.name === 'ENTRYPOINT')) return undefined
  const edit = name === 'CMD' ? toExecForm(step) : undefined
  return edit && { title: `Write ${name} ${edit.text}`, applicability: 'unsafe', edits: [edit] }
}
