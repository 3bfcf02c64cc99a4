import { execForm } from '../model/launch.ts'
import type { Step } from '../model/build-model.ts'
import type { TextEdit } from '../dockerfile/edit.ts'

/** The arguments as a JSON array: `["java", "-jar", "app.jar"]`. */
export function jsonForm(args: readonly string[]): string {
  return `[${args.map(arg => JSON.stringify(arg)).join(', ')}]`
}

/** The edit that turns the shell form of a CMD or ENTRYPOINT into exec form; undefined where it needs a shell. */
export function toExecForm({ instruction, script }: Step): TextEdit | undefined {
  if (instruction.name !== 'CMD' && instruction.name !== 'ENTRYPOINT') return undefined
  const args = script && instruction.command.form === 'shell' ? execForm(script) : undefined
  return args && instruction.heredocs.length === 0 ? replaceArguments({ instruction }, args) : undefined
}

/** The edit that gives a CMD or ENTRYPOINT other arguments, in exec form. */
export function replaceArguments(
  { instruction }: Pick<Step, 'instruction'>,
  args: readonly string[],
): TextEdit {
  const from = instruction.logical.offsets[0] ?? instruction.range.end.offset
  return { from, to: instruction.range.end.offset, text: jsonForm(args) }
}
