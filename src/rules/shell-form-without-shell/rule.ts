import { baseFacts } from '../../image/bases/base-facts.ts'
import type { BuildModel, Stage, Step } from '../../model/build-model.ts'
import { toExecForm } from '../exec-form.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const shellFormWithoutShell: Rule = {
  id: 'shell-form-without-shell',
  title: 'Shell form where the image has no shell',
  family: 'correctness',
  severity: 'error',
  counterparts: {},
  *check({ model }: RuleContext): Iterable<Finding> {
    for (const stage of model.stages) {
      const base = shellLess(model, stage)
      if (base === undefined) continue
      let shell = false
      for (const step of stage.steps) {
        shell ||= bringsShell(step)
        if (!shell && inShellForm(step)) yield finding(step, base)
      }
    }
  },
}

/** What the stage stands on, where that is known to have no shell. */
function shellLess(model: BuildModel, stage: Stage): string | undefined {
  const { base } = stage
  if (base.kind === 'scratch') return 'scratch'
  if (base.kind === 'image') return baseFacts(base.reference)?.shell === 'none' ? base.reference : undefined
  const below = base.kind === 'stage' ? model.stages[base.stage] : undefined
  return below && !below.steps.some(bringsShell) ? shellLess(model, below) : undefined
}

/** An archive or a whole folder may hold a shell; a SHELL names another one. */
function bringsShell({ instruction, effects }: Step): boolean {
  if (instruction.name === 'SHELL' || instruction.name === 'invalid') return true
  if (instruction.name === 'ADD') return true
  return effects.some(
    effect =>
      (effect.kind === 'copies-from-stage' || effect.kind === 'copies-from-context') &&
      (/^\/?$/.test(effect.destination) ||
        /^\/(?:usr\/)?bin(?:\/?$|\/(?:ba|da|a)?sh$|\/busybox$)/.test(effect.destination)),
  )
}

function inShellForm({ instruction }: Step): boolean {
  const { name } = instruction
  if (name === 'HEALTHCHECK') return instruction.command !== 'NONE' && instruction.command.form === 'shell'
  return (name === 'RUN' || name === 'CMD' || name === 'ENTRYPOINT') && instruction.command.form === 'shell'
}

function finding(step: Step, base: string): Finding {
  const { name, range } = step.instruction
  const edit = toExecForm(step)
  const when = name === 'RUN' ? 'the build stops here' : 'the container cannot start it'
  return {
    message: `${name} in shell form needs /bin/sh, which ${base} does not have: ${when}`,
    range,
    help: name === 'RUN' ? 'do this in an earlier stage and copy the result' : 'use exec form: a JSON array',
    ...(edit === undefined
      ? {}
      : { fix: { title: `Write ${name} ${edit.text}`, applicability: 'safe', edits: [edit] } }),
  }
}
