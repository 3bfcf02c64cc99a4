import type { BuildModel } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import type { TextEdit } from '../../model/instruction-text.ts'
import type { JavaApp } from './java-app.ts'
import { sharedCacheEdits } from '../../model/shared-cache.ts'
import { type JavaCommand, toolOf } from './maven-commands.ts'
import { knownImageBelow } from '../../model/image-below.ts'

/** A cache mount for what Maven or Gradle downloads, where the author has none and keeps it where they do. */
export function javaCache(
  build: BuildModel,
  command: JavaCommand,
): { readonly edits: readonly TextEdit[]; readonly changes: readonly Change[] } {
  const { step, stage, name } = command
  const target = name === 'maven' ? '/root/.m2/repository' : gradleHome(build, command)
  const named = command.command.words.some(({ value }) => /^(?:-g|--gradle-user-home)\b/.test(value ?? ''))
  const elsewhere = /maven\.repo\.local|localRepository/.test(build.document.text) || named
  const tool = name === 'maven' ? /(?:^|\/)mvnw?$/ : /(?:^|\/)gradlew?$/
  const edits = elsewhere
    ? []
    : sharedCacheEdits(build, stage, target, {
        calls: words => tool.test(toolOf(words)),
        offline: name === 'maven' ? /^(?:-o|--offline)$/ : /^--offline$/,
      })
  const title = name === 'maven' ? 'Maven’s local repository' : 'what Gradle downloads'
  const change: Change = {
    id: `${name}-cache`,
    title: `Keep ${title} between builds`,
    because: 'After an edit nothing is downloaded again, and no downloaded file is in a layer.',
    evidence: [evidenceOf(build, step.instruction)],
    applicability: 'safe',
  }
  return { edits, changes: edits.length > 0 ? [change] : [] }
}

/** Gradle's own image declares its cache as a volume, which an image that only runs the jar does without. */
export function leftVolume({ build, command, image }: JavaApp): readonly Change[] {
  if (!isGradleImage(image) || command.stage !== build.final) return []
  return [
    {
      id: 'gradle-volume',
      title: `Leave Gradle’s volume ${gradleCache} to the build`,
      because: `${image} keeps there what Gradle downloads, and what ships runs no Gradle.`,
      evidence: [evidenceOf(build, command.stage.from)],
      applicability: 'needs-verification',
      replaces: { what: `the volume ${gradleCache}`, by: 'nothing' },
    },
  ]
}

const gradleCache = '/home/gradle/.gradle'
const isGradleImage = (image: string): boolean => /(?:^|\/)gradle(?::|@|$)/.test(image)

/** Gradle's own image leads root's folder to that of its user. Source: github.com/keeganwitt/docker-gradle. */
function gradleHome(build: BuildModel, { stage, step }: JavaCommand): string {
  const named = step.variables.get('GRADLE_USER_HOME')
  if (named !== undefined) return named
  const image = knownImageBelow(build, stage) ?? ''
  return isGradleImage(image) ? gradleCache : '/root/.gradle'
}
