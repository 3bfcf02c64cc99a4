import { posix } from 'node:path'
import { isGradleFile, readGradle } from '../../app/gradle.ts'
import type { Evidence } from '../../model/change.ts'
import type { Stack, StackFacts, StackInput } from '../../model/stack-facts.ts'
import { readJavaApp } from '../java-maven/java-app.ts'
import { javaCommand } from '../java-maven/maven-commands.ts'
import { planJava } from '../java-maven/plan-java.ts'
import { planKept } from '../java-maven/plan-kept.ts'
import { newGradlePlans } from './without-dockerfile.ts'

/** Java, Kotlin and Scala programs built with Gradle into a jar. */
export const javaGradleStack: Stack = {
  id: 'java-gradle',
  title: 'Java with Gradle',
  plan(input) {
    const files = input.app.list().filter(isGradleFile)
    if (files.length === 0) return undefined
    return factsFor(input, files)
  },
}

function factsFor({ app, build }: StackInput, files: readonly string[]): StackFacts | undefined {
  const root = files.toSorted((a, b) => a.split('/').length - b.split('/').length)[0] ?? ''
  const facts = { stack: 'java-gradle', evidence: evidenceFor(app, root), plans: [], diagnostics: [] }
  if (!build) {
    // Without a Dockerfile nothing says which of the two tools builds.
    if (app.has('pom.xml')) return undefined
    const plans = newGradlePlans(app, root)
    return typeof plans === 'string' ? { ...facts, refused: plans } : { ...facts, plans }
  }
  if (javaCommand(build)?.name !== 'gradle') return undefined
  const java = readJavaApp(app, build)
  if (java === 'kept') return { ...facts, plans: planKept(build) }
  if (typeof java === 'string') return { ...facts, refused: java }
  const plans = planJava(app, java)
  return typeof plans === 'string'
    ? { ...facts, refused: plans }
    : { ...facts, plans, diagnostics: java.diagnostics }
}

function evidenceFor(app: StackInput['app'], path: string): readonly Evidence[] {
  const gradle = readGradle(app, path, posix.dirname(path))
  const version = gradle?.version
  return [
    { file: path, fact: `Gradle project ${gradle?.name ?? ''}`.trim() },
    ...(version && gradle?.text.includes(version.value)
      ? [{ file: path, range: version.range, fact: `version ${version.value}` }]
      : []),
  ]
}
