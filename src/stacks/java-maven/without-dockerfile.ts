import type { AppFiles } from '../../app/app-files.ts'
import { type Pom, readPom } from '../../app/pom.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { jarName, pluginOf, runtimeDependencies, settingOf } from './jar-name.ts'
import { readJavaApp } from './java-app.ts'
import { readJavaNeeds } from './java-sources.ts'
import { javaVersion } from './java-version.ts'
import { planJava } from './plan-java.ts'

/** Releases with long-term support; a program for one in between runs on the next. */
const releases = [8, 11, 17, 21, 25]

/** A Dockerfile for a Maven project that has none: one module, one jar that starts alone. A string says why not. */
export function newJavaPlans(app: AppFiles, root: string): readonly Plan[] | string {
  if (root !== 'pom.xml') return `the project is in a subfolder (${root}): say where it is to be built`
  const other = otherEcosystem(app, 'java')
  if (other !== undefined) return `${other} stands beside pom.xml: say which of them is the app`
  const pom = readPom(app, root)
  if (!pom) return 'pom.xml is not well-formed'
  const starts = startableJar(pom)
  if (typeof starts === 'string') return starts
  const asked = javaVersion(pom)
  if (!asked) return 'pom.xml names no Java release (maven.compiler.release)'
  const version = releases.find(each => each >= Number(asked.value))
  if (version === undefined) return `no image of Java ${asked.value} is known`
  const needs = readJavaNeeds(app, '.')
  const unclear = needs.programs ?? needs.computed
  if (unclear)
    return `${unclear.file}:${unclear.range?.start.line ?? 1} ${unclear.fact}: what is to be shipped beside the jar is not known`
  const text = plainDockerfile(app, pom, starts.name, version)
  const java = readJavaApp(app, buildModel(parseDockerfile(text, plainName)))
  if (java === 'kept' || typeof java === 'string') return java
  const plans = planJava(app, java)
  if (typeof plans === 'string') return plans
  const release = { file: pom.path, range: asked.range, fact: `Java ${asked.value}` }
  return plans.map(plan => toldAnew(plan, starts.name, [release, starts.evidence]))
}

const plainName = 'Dockerfile'

/** The jar that `java -jar` can start by itself. */
function startableJar(pom: Pom): NonNullable<ReturnType<typeof jarName>> | string {
  if (pom.all('modules/module').length > 0)
    return 'the project has several modules: say which is to be started'
  const packaging = pom.get('packaging')?.value ?? 'jar'
  if (packaging !== 'jar') return `the project is packaged as ${packaging}, not as a jar that starts`
  if (pluginOf(pom, 'quarkus-maven-plugin')) return 'Quarkus builds a folder and not one jar: not known yet'
  const jar = jarName(pom)
  if (!jar) return 'the name of the jar cannot be told from pom.xml'
  if (pluginOf(pom, 'spring-boot-maven-plugin')) return jar
  const shade = pluginOf(pom, 'maven-shade-plugin')
  if (shade) {
    const attached = settingOf(shade, 'shadedArtifactAttached') === 'true'
    return settingOf(shade, 'mainClass') === undefined || attached
      ? 'maven-shade-plugin names no main class for the jar'
      : jar
  }
  if (runtimeDependencies(pom).length > 0)
    return 'the jar needs its libraries beside it, and no plugin that packs them into it is known'
  return settingOf(pluginOf(pom, 'maven-jar-plugin'), 'mainClass') === undefined
    ? 'no plugin in pom.xml makes a jar that starts (mainClass)'
    : jar
}

/** The Dockerfile that people write first, for the planner to start from; nobody will see it. */
function plainDockerfile(app: AppFiles, pom: Pom, jar: string, version: number): string {
  const wrapper = app.has('mvnw') && app.has('.mvn/wrapper/maven-wrapper.properties')
  const port = portOf(app, pom)
  return [
    `FROM ${wrapper ? `eclipse-temurin:${version}-jdk` : `maven:3.9-eclipse-temurin-${version}`}`,
    'WORKDIR /app',
    'COPY . .',
    `RUN ${wrapper ? 'sh ./mvnw' : 'mvn'} -B package -DskipTests`,
    ...(port === undefined ? [] : [`EXPOSE ${port}`]),
    `CMD ["java", "-jar", "target/${jar}"]`,
    '',
  ].join('\n')
}

/** A plan made from that Dockerfile, told without it. */
function toldAnew(plan: Plan, jar: string, evidence: readonly Evidence[]): Plan {
  const written: Change = {
    id: 'java-new-dockerfile',
    title: `A Dockerfile that builds ${jar}: ${plan.title}`,
    because: 'There is none; the JDK, Maven and the sources stay in the build stage.',
    evidence,
    applicability: 'needs-verification',
  }
  const rest = plan.changes
    .filter(({ id }) => id === 'java-jlink' || id === 'java-runtime-files')
    .map(({ id, title, because, applicability, evidence: places }) => ({
      id,
      title,
      because,
      applicability,
      evidence: places.filter(({ file }) => file !== plainName),
    }))
  return { ...plan, changes: [written, ...rest] }
}

/** The port that the program listens on, where its settings or sources say it; Spring's own default for a web app. */
function portOf(app: AppFiles, pom: Pom): string | undefined {
  const web = runtimeDependencies(pom).some(each =>
    each.children.some(child => /^spring-boot-starter-(?:web|webflux)$/.test(child.text.value)),
  )
  const patterns = web
    ? [/^server\.port\s*[=:]\s*(\d+)/m, /^server:\s*\n(?:\s+.*\n)*?\s+port:\s*(\d+)/m]
    : [/\bInetSocketAddress\(\s*(?:"[^"\n]*"\s*,\s*)?(\d{2,5})\s*\)/]
  const places = web
    ? /^src\/main\/resources\/application\.(?:properties|ya?ml)$/
    : /^src\/main\/.*\.(?:java|kt|scala)$/
  const found = app
    .list()
    .filter(path => places.test(path))
    .map(path => patterns.map(pattern => pattern.exec(app.read(path) ?? '')?.[1]).find(Boolean))
    .find(Boolean)
  return found ?? (web ? '8080' : undefined)
}
