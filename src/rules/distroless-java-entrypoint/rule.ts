import type { BuildModel, Step } from '../../model/build-model.ts'
import { execForm, shippedStages } from '../../model/launch.ts'
import { jsonForm, replaceArguments } from '../exec-form.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const distrolessJavaEntrypoint: Rule = {
  id: 'distroless-java-entrypoint',
  title: 'CMD starts java on an image that starts java itself',
  family: 'correctness',
  severity: 'error',
  counterparts: {},
  *check({ model, shippedSteps: steps }: RuleContext): Iterable<Finding> {
    if (!startsJavaItself(model) || steps.some(({ instruction }) => instruction.name === 'ENTRYPOINT')) return
    const command = steps.findLast(({ instruction }) => instruction.name === 'CMD')
    const args = command && argumentsOf(command)
    if (command === undefined || !args || !/^(?:\/.*\/)?java$/.test(args[0] ?? '')) return
    const fix = fixOf(command, args)
    yield {
      message: `the base's ENTRYPOINT is java -jar, so it runs java -jar ${args.join(' ')}`,
      range: command.instruction.range,
      help: 'give CMD only the jar and its arguments',
      ...(fix === undefined ? {} : { fix }),
    }
  },
}

/** https://github.com/GoogleContainerTools/distroless/blob/main/java/README.md */
function startsJavaItself(model: BuildModel): boolean {
  const base = shippedStages(model)[0]?.base
  return base?.kind === 'image' && /(?:^|\/)distroless\/java\d*(?:-debian\d+)?(?:[:@]|$)/.test(base.reference)
}

function argumentsOf({ instruction, script }: Step): readonly string[] | undefined {
  if (instruction.name !== 'CMD') return undefined
  return instruction.command.form === 'exec' ? instruction.command.args : script && execForm(script)
}

function fixOf(command: Step, [, flag, ...rest]: readonly string[]): Fix | undefined {
  if (flag !== '-jar' || rest.length === 0) return undefined
  return {
    title: `Write CMD ${jsonForm(rest)}`,
    applicability: 'safe',
    edits: [replaceArguments(command, rest)],
  }
}
