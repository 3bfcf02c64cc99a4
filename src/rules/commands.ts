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

const none: readonly FoundCommand[] = []

/** The commands of one RUN in shell form; none for any other instruction. */
export function commandsOf(stage: Stage, step: Step): readonly FoundCommand[] {
  if (step.instruction.name !== 'RUN') return none
  const before = known.get(step)
  if (before !== undefined) return before
  const found = readCommands(stage, step)
  known.set(step, found)
  return found
}

function readCommands(stage: Stage, step: Step): readonly FoundCommand[] {
  const found: FoundCommand[] = []
  for (const command of step.script?.commands ?? []) {
    const invocation = invocationOf(command)
    if (invocation === undefined || invocation === 'unknown') continue
    const { name, args, raw, words } = invocation
    found.push({ name, args, raw, words, command, step, stage })
  }
  return found
}

/** The first argument that is no flag: `install` in `apt-get -y install`. */
export function subcommandOf({ args }: Invocation): string | undefined {
  return args.find(arg => arg === undefined || !arg.startsWith('-'))
}

/** Whether one of the flags is among the arguments, alone or with a value behind `=`. */
export function hasFlag({ args }: Invocation, ...flags: readonly string[]): boolean {
  return args.some(arg => flags.some(flag => arg === flag || arg?.startsWith(`${flag}=`) === true))
}
