import type { InstructionOf } from '../dockerfile/syntax.ts'
import { type CommandFact, factsOf } from '../shell/command-facts.ts'
import type { ShellCommand, ShellScript } from '../shell/script.ts'
import type { Effect, Step } from './build-model.ts'
import { resolvePath } from './paths.ts'

/** What the commands of a RUN do, in order. A script of another shell, or a part that cannot be read, is `unknown`. */
export function scriptEffects(step: Step, instruction: InstructionOf<'RUN'>): Effect[] {
  if (instruction.command.form === 'exec') {
    const command = commandOf(instruction.command.args, instruction)
    return commandEffects(command, { directory: step.workdir }, instruction.range)
  }
  const { script } = step
  if (script === undefined) return []
  return [...script.unknown.map((gap): Effect => ({ kind: 'unknown', ...gap })), ...walk(script, step)]
}

/** The directory that relative paths start from; undefined after a `cd` to somewhere unknown. */
interface Place {
  directory: string | undefined
}

function walk(script: ShellScript, step: Step): Effect[] {
  const place: Place = { directory: step.workdir }
  return script.commands.flatMap(command => {
    // A `cd` in a subshell or under a condition may or may not hold for what follows.
    const sure = script.plain || (command.depth === 0 && command.joinedBy !== '||')
    const own = sure ? place : { ...place }
    const before = own.directory
    const effects = commandEffects(command, own, command.range)
    if (!sure && own.directory !== before) place.directory = undefined
    return effects
  })
}

function commandOf(args: readonly string[], { range }: InstructionOf<'RUN'>): ShellCommand {
  const words = args.map(value => ({ raw: value, value, range }))
  return { assignments: [], words, range, joinedBy: undefined, redirects: [], depth: 0 }
}

function commandEffects(command: ShellCommand, place: Place, range: Step['instruction']['range']): Effect[] {
  const effects: Effect[] = []
  for (const fact of factsOf(command)) {
    const effect = effectOf(fact, place, range)
    if (effect !== undefined) effects.push(effect)
  }
  return effects
}

function effectOf(fact: CommandFact, place: Place, range: Step['instruction']['range']): Effect | undefined {
  switch (fact.kind) {
    case 'changes-directory':
      place.directory = fact.path === undefined ? undefined : within(place, fact.path)
      return undefined
    case 'runs-tool':
      return { ...fact, range }
    case 'unknown':
      return { ...fact, range }
    case 'writes':
    case 'removes': {
      const path = within(place, fact.path)
      if (path === undefined)
        return { kind: 'unknown', reason: `it ${fact.kind} ${fact.path} in an unknown directory`, range }
      return { kind: fact.kind, path }
    }
    default:
      return fact
  }
}

function within({ directory }: Place, path: string): string | undefined {
  if (path.startsWith('/') || path.startsWith('~'))
    return path.startsWith('~') ? path : resolvePath('/', path)
  return directory === undefined ? undefined : resolvePath(directory, path)
}
