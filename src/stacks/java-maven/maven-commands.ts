import type { BuildModel, Stage, Step } from '../../model/build-model.ts'
import type { ShellCommand } from '../../shell/script.ts'

/** A call of Maven or Gradle in the Dockerfile that builds a jar. */
export interface JavaCommand {
  readonly name: 'maven' | 'gradle'
  readonly stage: Stage
  readonly step: Step
  readonly command: ShellCommand
  readonly tool: string
}

const goals = /^(?:package|verify|install|deploy|assembly:single|shade:shade|spring-boot:repackage)$/
const tasks =
  /^(?::?[\w.-]+:)*:?(?:build|assemble|jar|bootJar|shadowJar|buildFatJar|installDist|fatJar|uberJar|quarkusBuild|war|bootWar)$/

/** The last call of Maven or Gradle, or of their wrappers, that packages. */
export function javaCommand(build: BuildModel): JavaCommand | undefined {
  const found = build.stages.flatMap(stage =>
    stage.steps.flatMap(step =>
      step.instruction.name === 'RUN'
        ? (step.script?.commands ?? []).flatMap(command => {
            const tool = /^(?:.*\/)?(?:mvnw?|gradlew?)$/.exec(
              toolOf(command.words.map(word => word.value ?? '')),
            )?.[0]
            if (tool === undefined) return []
            const name = /mvnw?$/.test(tool) ? ('maven' as const) : ('gradle' as const)
            const wanted = name === 'maven' ? goals : tasks
            const packages = command.words.some(word => wanted.test(word.value ?? ''))
            return packages ? [{ name, stage, step, command, tool }] : []
          })
        : [],
    ),
  )
  return found.at(-1)
}

/** `sh mvnw package` calls mvnw, `bash ./gradlew build` gradlew. */
export function toolOf([first = '', second = '']: readonly string[]): string {
  return /^(?:ba|a|da)?sh$/.test(first) ? second : first
}
