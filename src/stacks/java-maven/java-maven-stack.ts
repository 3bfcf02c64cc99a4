import { posix } from 'node:path'
import { readPom } from '../../app/pom.ts'
import type { Evidence } from '../../model/change.ts'
import type { Stack, StackFacts, StackInput } from '../../model/stack-facts.ts'
import { readJavaApp } from './java-app.ts'
import { javaVersion } from './java-version.ts'
import { javaCommand } from './maven-commands.ts'
import { planJava } from './plan-java.ts'
import { planKept } from './plan-kept.ts'
import { newJavaPlans } from './without-dockerfile.ts'

/** Java programs built with Maven into a jar. */
export const javaMavenStack: Stack = {
  id: 'java-maven',
  title: 'Java with Maven',
  plan(input) {
    const poms = input.app.list().filter(path => posix.basename(path) === 'pom.xml')
    if (poms.length === 0) return undefined
    return factsFor(input, poms)
  },
}

function factsFor({ app, build }: StackInput, poms: readonly string[]): StackFacts | undefined {
  const root = poms.toSorted((a, b) => a.split('/').length - b.split('/').length)[0] ?? ''
  const facts = { stack: 'java-maven', evidence: evidenceFor(app, root), plans: [], diagnostics: [] }
  if (!build) {
    const plans = newJavaPlans(app, root)
    return typeof plans === 'string' ? { ...facts, refused: plans } : { ...facts, plans }
  }
  if (!/\bmvnw?\b/.test(build.document.text) && root !== 'pom.xml') return undefined
  if (javaCommand(build)?.name === 'gradle') return undefined
  const java = readJavaApp(app, build)
  if (java === 'kept') return { ...facts, plans: planKept(build) }
  if (typeof java === 'string') return { ...facts, refused: java }
  const plans = planJava(app, java)
  return typeof plans === 'string'
    ? { ...facts, refused: plans }
    : { ...facts, plans, diagnostics: java.diagnostics }
}

function evidenceFor(app: StackInput['app'], path: string): readonly Evidence[] {
  const pom = readPom(app, path)
  if (!pom) return [{ file: path, fact: 'a Maven project' }]
  const name = pom.get('artifactId')
  const version = javaVersion(pom)
  return [
    ...(name ? [{ file: path, range: name.range, fact: `artifact ${name.value}` }] : []),
    ...(version ? [{ file: path, range: version.range, fact: `Java ${version.value}` }] : []),
  ]
}
