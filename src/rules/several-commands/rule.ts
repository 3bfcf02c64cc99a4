import { deleteInstruction } from '../../dockerfile/edit.ts'
import type { Stage, Step } from '../../model/build-model.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const severalCommands: Rule = {
  id: 'several-commands',
  title: 'A stage has several CMD, ENTRYPOINT or HEALTHCHECK',
  family: 'correctness',
  severity: 'warning',
  counterparts: {
    hadolint: ['DL4003', 'DL4004', 'DL3012'],
    buildkit: ['MultipleInstructionsDisallowed'],
  },
  *check({ model, document }: RuleContext): Iterable<Finding> {
    for (const stage of model.stages) {
      for (const { step, last } of overwritten(stage)) {
        const { name, range } = step.instruction
        yield {
          message: `the ${name} of line ${last.instruction.range.start.line} takes the place of this one`,
          range,
          help: 'only the last one of a stage counts',
          fix: {
            title: `Take out the ${name} that does not count`,
            applicability: 'safe',
            edits: [deleteInstruction(document, step.instruction)],
          },
        }
      }
    }
  },
}

function overwritten({ steps }: Stage): readonly { step: Step; last: Step }[] {
  return ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].flatMap(name => {
    const all = steps.filter(({ instruction }) => instruction.name === name)
    const last = all.at(-1)
    return last === undefined ? [] : all.slice(0, -1).map(step => ({ step, last }))
  })
}
