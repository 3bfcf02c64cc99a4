import type { Step } from '../../model/build-model.ts'
import { commandsOf, type FoundCommand } from '../commands.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const sshKeyInImage: Rule = {
  id: 'ssh-key-in-image',
  title: 'A private SSH key is made or written while building',
  family: 'security',
  severity: 'warning',
  notShipped: 'info',
  counterparts: {},
  *check({ model }: RuleContext): Iterable<Finding> {
    for (const stage of model.stages) {
      for (const step of stage.steps) {
        if (step.instruction.name !== 'RUN' || !/ssh/.test(step.script?.text ?? '')) continue
        if (removesKey(step)) continue
        yield* ofStep(commandsOf(stage, step))
      }
    }
  },
}

function* ofStep(found: readonly FoundCommand[]): Iterable<Finding> {
  for (const { name, args, command } of found) {
    const { range } = command
    if (command.redirects.some(({ operator, target }) => operator.includes('>') && isKey(target)))
      yield { message: 'the private key stays in the layer', range, help: 'use RUN --mount=type=ssh' }
    else if (name === 'ssh-keygen' && makesKey(args)) {
      yield {
        message: 'every container of this image has the same key, and whoever has the image has it too',
        range,
        help: 'make the key when the container starts',
      }
    }
  }
}

function isKey(path: string | undefined): boolean {
  return /\.ssh\/id_\w+$|\.ssh\/[\w.-]*(?:private|\.key|\.pem)[\w.-]*$/.test(path ?? '')
}

/** Not those that read, print or remove keys. */
function makesKey(args: readonly (string | undefined)[]): boolean {
  return (
    args.some(arg => /^-[AtbN]/.test(arg ?? '')) && !args.some(arg => /^-[a-z]*[yliReFHB]/.test(arg ?? ''))
  )
}

function removesKey({ effects }: Step): boolean {
  return effects.some(effect => effect.kind === 'removes' && /ssh|\/id_|_key/.test(effect.path))
}
