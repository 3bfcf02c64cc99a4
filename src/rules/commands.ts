import type { Stage, Step } from '../model/build-model.ts'
import { type Invocation, invocationOf } from '../shell/command-facts.ts'
import type { ShellCommand } from '../shell/script.ts'

/** A command of a RUN in shell form, the program that it runs, and where it stands. */
export interface FoundCommand extends Invocation {
  readonly command: ShellCommand
  readonly step: Step
  readonly stage: Stage
}

const known = new WeakMap<Step, readonly FoundCommand[]>()

/** The commands of one RUN in shell form; none for any other instruction. */
export function commandsOf(stage: Stage, step: Step): readonly FoundCommand[] {
  if (step.instruction.name !== 'RUN') return []
  const found = known.get(step) ?? readCommands(stage, step)
  known.set(step, found)
  return found
}

function readCommands(stage: Stage, step: Step): readonly FoundCommand[] {
  return (step.script?.commands ?? []).flatMap(command => {
    const invocation = invocationOf(command)
    return invocation === undefined || invocation === 'unknown'
      ? []
      : [{ ...invocation, command, step, stage }]
  })
}

/** The first argument that is no flag: `install` in `apt-get -y install`. */
export function subcommandOf({ args }: Invocation): string | undefined {
  return args.find(arg => arg === undefined || !arg.startsWith('-'))
}

/** Whether one of the flags is among the arguments, alone or with a value behind `=`. */
export function hasFlag({ args }: Invocation, ...flags: readonly string[]): boolean {
  return args.some(arg => flags.some(flag => arg === flag || arg?.startsWith(`${flag}=`) === true))
}
