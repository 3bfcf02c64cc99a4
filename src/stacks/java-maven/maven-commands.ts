import type { BuildModel, Stage, Step } from '../../model/build-model.ts'
import type { ShellCommand } from '../../shell/script.ts'

/** A Maven call of the Dockerfile that builds a jar. */
export interface MavenCommand {
  readonly stage: Stage
  readonly step: Step
  readonly command: ShellCommand
  readonly tool: string
}

const packaging = new Set(['package', 'verify', 'install', 'deploy'])

/** The last call of `mvn` or `./mvnw` that packages. */
export function mavenCommand(build: BuildModel): MavenCommand | undefined {
  const found = build.stages.flatMap(stage =>
    stage.steps.flatMap(step =>
      step.instruction.name === 'RUN'
        ? (step.script?.commands ?? []).flatMap(command => {
            const tool = /^(?:.*\/)?mvnw?$/.exec(toolOf(command))?.[0]
            const packages = command.words.some(word => packaging.has(word.value ?? ''))
            return tool !== undefined && packages ? [{ stage, step, command, tool }] : []
          })
        : [],
    ),
  )
  return found.at(-1)
}

/** `sh mvnw package` calls mvnw. */
function toolOf({ words }: ShellCommand): string {
  const first = words[0]?.value ?? ''
  return /^(?:ba|a|da)?sh$/.test(first) ? (words[1]?.value ?? '') : first
}
