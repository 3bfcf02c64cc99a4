import { deleteInstruction, insertBefore } from '../../dockerfile/edit.ts'
import type { Stage, Step } from '../../model/build-model.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const changingArgEarly: Rule = {
  id: 'changing-arg-early',
  title: 'An argument that changes with each build stands before the work',
  family: 'cache',
  severity: 'warning',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    for (const stage of context.model.stages) {
      for (const [index, step] of stage.steps.entries()) {
        const name = changing(step)
        const lost = name === undefined ? undefined : workBeforeUse(stage, index, name)
        if (name === undefined || lost === undefined) continue
        const fix = fixOf(context, stage, index, name)
        yield {
          message: `each new value of ${name} runs line ${lost.instruction.range.start.line} again, which does not use it`,
          range: step.instruction.range,
          help: 'put it directly before the instruction that uses it',
          ...(fix === undefined ? {} : { fix }),
        }
      }
    }
  },
}

const CHANGES =
  /^(?:\w+_)?(?:BUILD_?(?:DATE|TIME|TIMESTAMP|ID|NUM(?:BER)?)|GIT_?(?:SHA1?|COMMIT|HASH|REV(?:ISION)?)|COMMIT(?:_?(?:SHA|HASH|ID|REF))?|VCS_REF|REVISION|TIMESTAMP|CACHE_?(?:BUST|DATE|BUSTER))$/i

/** BuildKit counts every ARG in scope into the key of a RUN, used or not. */
function changing({ instruction }: Step): string | undefined {
  if (instruction.name !== 'ARG') return undefined
  return instruction.args.map(({ key }) => key.value).find(name => CHANGES.test(name) && !/CACHE/i.test(name))
}

/** A RUN behind it that does not speak of it, before the first instruction that does. */
function workBeforeUse({ steps }: Stage, index: number, name: string): Step | undefined {
  for (const step of steps.slice(index + 1)) {
    if (uses(step, name)) return undefined
    const works = step.effects.some(
      ({ kind }) => kind === 'uses-network' || kind === 'installs-packages' || kind === 'runs-tool',
    )
    if (step.instruction.name === 'RUN' && works) return step
  }
  return undefined
}

function uses({ instruction }: Step, name: string): boolean {
  const text = [instruction.logical.text, ...instruction.heredocs.map(({ content }) => content)].join('\n')
  return new RegExp(`\\b${name}\\b`).test(text)
}

function fixOf({ document }: RuleContext, { steps }: Stage, index: number, name: string): Fix | undefined {
  const arg = steps[index]?.instruction
  const user = steps.slice(index + 1).find(step => uses(step, name))?.instruction
  if (arg?.name !== 'ARG' || arg.args.length !== 1 || user === undefined) return undefined
  const text = document.text.slice(arg.range.start.offset, arg.range.end.offset)
  return {
    title: `Move ARG ${name} to line ${user.range.start.line}, which uses it`,
    // A program that a RUN starts may read it from its environment.
    applicability: 'unsafe',
    edits: [deleteInstruction(document, arg), insertBefore(document, user, text)],
  }
}
