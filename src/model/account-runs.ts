import type { BuildModel, Step } from './build-model.ts'
import { instructionText } from './instruction-text.ts'
import type { StageCommand } from './stage-commands.ts'

/**
 * The RUNs that make users and folders, for the last stage. A `chown` stays behind: a COPY from another stage keeps
 * the owners, and what it names need not be there yet. A string names a RUN that cannot be taken apart.
 */
export function accountRuns(
  build: BuildModel,
  commands: readonly StageCommand<string>[],
): readonly string[] | string {
  const lines: string[] = []
  for (const step of stepsOf(commands)) {
    const own = commands.filter(each => each.step === step)
    const wanted = own.filter(each => each.kind === 'account' && each.words[0] !== 'chown')
    if (wanted.length === 0) continue
    if (wanted.length === own.length) lines.push(instructionText(build.document, step.instruction))
    else if (step.script?.plain)
      lines.push(
        `RUN ${wanted.map(({ command }) => command.words.map(word => word.raw).join(' ')).join(' && ')}`,
      )
    else return `what \`${wanted[0]?.words.join(' ') ?? ''}\` belongs to cannot be told`
  }
  return lines
}

const stepsOf = (commands: readonly StageCommand<string>[]): readonly Step[] => [
  ...new Set(commands.filter(({ kind }) => kind === 'account').map(({ step }) => step)),
]
