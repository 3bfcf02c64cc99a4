import type { ShellScript } from '../shell/script.ts'
import type { BuildModel, Stage, Step } from './build-model.ts'

/** How the image starts: one program with its arguments, or a script that only a shell can run. */
export type Launch =
  | {
      readonly kind: 'program'
      readonly argv: readonly string[]
      /** How many of `argv` come from ENTRYPOINT; the rest is CMD's, which a user may replace. */
      readonly fixed: number
      readonly steps: readonly Step[]
    }
  | { readonly kind: 'script'; readonly script: string; readonly steps: readonly Step[] }

/** The stages that make up the image that ships, from its base to the last stage. */
export function shippedStages(build: BuildModel): readonly Stage[] {
  const chain = new Set<Stage>()
  for (let stage = build.final; stage && !chain.has(stage); ) {
    chain.add(stage)
    stage = stage.base.kind === 'stage' ? build.stages[stage.base.stage] : undefined
  }
  return [...chain].reverse()
}

/** Every step of the image that ships, in the order in which they run. */
export function shippedSteps(build: BuildModel): readonly Step[] {
  return shippedStages(build).flatMap(stage => stage.steps)
}

/** What ENTRYPOINT and CMD of the final stage start; undefined where they say nothing. */
export function launchOf(build: BuildModel): Launch | undefined {
  const steps = shippedSteps(build)
  const entrypoint = steps.findLast(step => step.instruction.name === 'ENTRYPOINT')
  const command = commandAfter(steps, entrypoint)
  const fixed = entrypoint && argvOf(entrypoint)
  if (entrypoint && !fixed) return { kind: 'script', script: scriptOf(entrypoint), steps: [entrypoint] }
  const rest = command && argvOf(command)
  const used = [entrypoint, command].filter(step => step !== undefined)
  if (command && !rest) return { kind: 'script', script: scriptOf(command), steps: used }
  const argv = [...(fixed ?? []), ...(rest ?? [])]
  return argv.length === 0 ? undefined : { kind: 'program', argv, fixed: fixed?.length ?? 0, steps: used }
}

/** A CMD that an ENTRYPOINT of a later stage has reset does not count. */
function commandAfter(steps: readonly Step[], entrypoint: Step | undefined): Step | undefined {
  const at = steps.findLastIndex(step => step.instruction.name === 'CMD')
  const command = steps[at]
  if (!command || !entrypoint) return command
  const shellForm = entrypoint.script !== undefined
  return shellForm ? undefined : command
}

function argvOf(step: Step): readonly string[] | undefined {
  const { instruction } = step
  if (instruction.name !== 'ENTRYPOINT' && instruction.name !== 'CMD') return undefined
  if (instruction.command.form === 'exec') return instruction.command.args
  return step.script && execForm(step.script)
}

function scriptOf(step: Step): string {
  const { instruction } = step
  const isCommand = instruction.name === 'ENTRYPOINT' || instruction.name === 'CMD'
  return isCommand && instruction.command.form === 'shell' ? instruction.command.script : ''
}

/** Words that only a shell understands as the first of a command. */
const builtins = new Set([
  '.',
  ':',
  'cd',
  'eval',
  'export',
  'set',
  'source',
  'trap',
  'ulimit',
  'umask',
  'wait',
])

/** The arguments of a script that is one plain command; undefined where it needs a shell. */
export function execForm(script: ShellScript): readonly string[] | undefined {
  const [command, ...others] = script.commands
  if (!script.plain || script.unknown.length > 0 || !command || others.length > 0) return undefined
  if (command.assignments.length > 0 || command.redirects.length > 0) return undefined
  const argv: string[] = []
  for (const word of command.words) {
    if (word.value === undefined || /^[^'"]*[*?[~]/.test(word.raw)) return undefined
    argv.push(word.value)
  }
  const program = argv[0] === 'exec' ? argv.slice(1) : argv
  const first = program[0]
  return first === undefined || builtins.has(first) ? undefined : program
}
