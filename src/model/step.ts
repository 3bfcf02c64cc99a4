import { runScript } from '../dockerfile/run-script.ts'
import type { DockerfileDocument, Instruction } from '../dockerfile/syntax.ts'
import { dialectOf } from '../shell/dialect.ts'
import { parseShell } from '../shell/parse-shell.ts'
import type { ShellScript } from '../shell/script.ts'
import type { Effect, Step } from './build-model.ts'
import { effectsOf, stagesOf } from './effects.ts'
import type { StageState } from './stage-state.ts'
import type { StageNames } from './stage-names.ts'

interface StepInput {
  readonly instruction: Instruction
  readonly document: DockerfileDocument
  /** Before the instruction runs. */
  readonly state: Readonly<StageState>
  readonly variables: ReadonlyMap<string, string>
  readonly names: StageNames
}

/** A step whose script and effects are worked out when they are asked for: many users need neither. */
export class LazyStep implements Step {
  readonly instruction: Instruction
  readonly workdir: string
  readonly workdirKnown: boolean
  readonly user: string | undefined
  readonly variables: ReadonlyMap<string, string>
  readonly #input: StepInput
  #script: ShellScript | 'none' | undefined
  #effects: readonly Effect[] | undefined

  constructor(input: StepInput) {
    const { instruction, state, variables } = input
    this.instruction = instruction
    this.workdir = state.workdir
    this.workdirKnown = state.workdirKnown
    this.user = state.user
    this.variables = variables
    this.#input = input
  }

  get script(): ShellScript | undefined {
    this.#script ??= this.#readScript() ?? 'none'
    return this.#script === 'none' ? undefined : this.#script
  }

  get effects(): readonly Effect[] {
    return (this.#effects ??= effectsOf(this, this.#input.names, this.#input.document))
  }

  /** The stages that the instruction takes files from. */
  get stages(): readonly number[] {
    return stagesOf(this.instruction, this.#input.names)
  }

  #readScript(): ShellScript | undefined {
    const { instruction } = this
    const { document, state } = this.#input
    if (
      instruction.name !== 'RUN' &&
      instruction.name !== 'CMD' &&
      instruction.name !== 'ENTRYPOINT' &&
      instruction.name !== 'HEALTHCHECK'
    )
      return undefined
    const script = runScript(instruction)
    if (script.kind === 'shell') return parseShell(script.logical, state.dialect, document)
    if (script.kind !== 'executable') return undefined
    return parseShell(script.logical, dialectOf(script.interpreter.split(/\s+/)), document)
  }
}
