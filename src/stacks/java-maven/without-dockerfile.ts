import type { AppFiles } from '../../app/app-files.ts'
import { type Pom, readPom } from '../../app/pom.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Located } from '../../app/package-json.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { jarName, otherJars, pluginOf, runtimeDependencies, settingOf } from './jar-name.ts'
import { readJavaApp } from './java-app.ts'
import { readJavaNeeds } from './java-sources.ts'
import { javaVersion } from './java-version.ts'
import { planJava } from './plan-java.ts'
import { tomcatPlan } from './tomcat.ts'

/** Releases with long-term support; a program for one in between runs on the next. */
const releases = [8, 11, 17, 21, 25]

/** A Dockerfile for a Maven project that has none: one module, one jar that starts alone, or a WAR. A string says why not. */
export function newJavaPlans(app: AppFiles, root: string): readonly Plan[] | string {
  if (root !== 'pom.xml') return `the project is in a subfolder (${root}): say where it is to be built`
  const other = otherEcosystem(app, 'java')
  if (other !== undefined) return `${other} stands beside pom.xml: say which of them is the app`
  const pom = readPom(app, root)
  if (!pom) return 'pom.xml is not well-formed'
  const starts = startable(pom)
  if (typeof starts === 'string') return starts
  const wrapper = app.has('mvnw') && app.has('.mvn/wrapper/maven-wrapper.properties')
  const build: NewBuild = {
    file: pom.path,
    image: version => (wrapper ? `eclipse-temurin:${version}-jdk` : `maven:3.9-eclipse-temurin-${version}`),
    command: `${wrapper ? 'sh ./mvnw' : 'mvn'} -B package -DskipTests`,
    jar: `target/${starts.name}`,
    evidence: starts.evidence,
    asked: javaVersion(pom),
    howToAsk: 'pom.xml names no Java release (maven.compiler.release)',
    web: runtimeDependencies(pom).some(each =>
      each.children.some(child => /^spring-boot-starter-(?:web|webmvc|webflux)$/.test(child.text.value)),
    ),
  }
  return starts.war ? tomcatPlan(pom, build, starts.name) : plansOfBuild(app, build)
}

/** How a project is built, whichever tool does it. */
export interface NewBuild {
  readonly file: string
  readonly image: (version: number) => string
  readonly command: string
  /** What starts, relative to the project. */
  readonly jar: string
  readonly evidence: Evidence
  readonly asked: Located | undefined
  readonly howToAsk: string
  /** True for a web app of Spring Boot, which listens on 8080. */
  readonly web: boolean
}

/** The Java release that builds and runs a project; a string says why none is known. */
export function releaseOf({ asked, howToAsk }: NewBuild): number | string {
  if (!asked) return howToAsk
  return releases.find(each => each >= Number(asked.value)) ?? `no image of Java ${asked.value} is known`
}

/** The plans for a jar that starts alone. */
export function plansOfBuild(app: AppFiles, build: NewBuild): readonly Plan[] | string {
  const version = releaseOf(build)
  if (typeof version === 'string') return version
  const needs = readJavaNeeds(app, '.')
  const unclear = needs.programs ?? needs.computed
  if (unclear)
    return `${unclear.file}:${unclear.range?.start.line ?? 1} ${unclear.fact}: what is to be shipped beside the jar is not known`
  const text = plainDockerfile(app, build, version)
  const java = readJavaApp(app, buildModel(parseDockerfile(text, plainName)))
  if (java === 'kept' || typeof java === 'string') return java
  const plans = planJava(app, java)
  if (typeof plans === 'string') return plans
  const release = build.asked
    ? [{ file: build.file, range: build.asked.range, fact: `Java ${build.asked.value}` }]
    : []
  const name = build.jar.split('/').at(-1) ?? ''
  return plans.map(plan => toldAnew(plan, name, [...release, build.evidence]))
}

const plainName = 'Dockerfile'

interface Startable {
  /** Below `target`. */
  readonly name: string
  readonly evidence: Evidence
  readonly war: boolean
}

/** The jar that `java -jar` can start by itself, or the WAR for Tomcat. */
function startable(pom: Pom): Startable | string {
  if (pom.all('modules/module').length > 0)
    return 'the project has several modules: say which is to be started'
  const packaging = pom.get('packaging')?.value ?? 'jar'
  const jar = jarName(pom)
  if (!jar) return 'the name of the jar cannot be told from pom.xml'
  const starts = (name: string, war = false): Startable => ({
    name,
    evidence: { ...jar.evidence, fact: `builds ${name}` },
    war,
  })
  if (packaging === 'war') {
    const name = jar.name.replace(/\.jar$/, '.war')
    return starts(name, pluginOf(pom, 'spring-boot-maven-plugin') === undefined)
  }
  // Micronaut's parent packs the libraries into the jar, and calls that its packaging.
  const micronaut = pom.get('parent/artifactId')?.value === 'micronaut-parent'
  if (!['jar', ...(micronaut ? ['${packaging}'] : [])].includes(packaging))
    return `the project is packaged as ${packaging}, not as a jar that starts`
  if (pluginOf(pom, 'quarkus-maven-plugin')) return starts('quarkus-app/quarkus-run.jar')
  if (micronaut && pom.get('properties/exec.mainClass')) return starts(jar.name)
  if (pluginOf(pom, 'spring-boot-maven-plugin')) return starts(jar.name)
  const assembly = pluginOf(pom, 'maven-assembly-plugin')
  const [assembled] = assembly ? otherJars(pom) : []
  if (assembled !== undefined) {
    const bound = settingOf(assembly, 'phase') === 'package' && settingOf(assembly, 'goal') === 'single'
    return bound && settingOf(assembly, 'mainClass') !== undefined
      ? starts(assembled)
      : 'maven-assembly-plugin makes no jar that starts (phase package, goal single, mainClass)'
  }
  const shade = pluginOf(pom, 'maven-shade-plugin')
  if (shade) {
    const attached = settingOf(shade, 'shadedArtifactAttached') === 'true'
    return settingOf(shade, 'mainClass') === undefined || attached
      ? 'maven-shade-plugin names no main class for the jar'
      : starts(jar.name)
  }
  if (runtimeDependencies(pom).length > 0)
    return 'the jar needs its libraries beside it, and no plugin that packs them into it is known'
  return settingOf(pluginOf(pom, 'maven-jar-plugin'), 'mainClass') === undefined
    ? 'no plugin in pom.xml makes a jar that starts (mainClass)'
    : starts(jar.name)
}

/** The Dockerfile that people write first, for the planner to start from; nobody will see it. */
function plainDockerfile(app: AppFiles, build: NewBuild, version: number): string {
  const port = portOf(app, build)
  return [
    `FROM ${build.image(version)}`,
    'WORKDIR /app',
    'COPY . .',
    `RUN ${build.command}`,
    ...(port === undefined ? [] : [`EXPOSE ${port}`]),
    `CMD ["java", "-jar", "${build.jar}"]`,
    '',
  ].join('\n')
}

/** A plan made from that Dockerfile, told without it. */
function toldAnew(plan: Plan, jar: string, evidence: readonly Evidence[]): Plan {
  const written: Change = {
    id: 'java-new-dockerfile',
    title: `A Dockerfile that builds ${jar}: ${plan.title}`,
    because: 'There is none; the JDK, the build tool and the sources stay in the build stage.',
    evidence,
    applicability: 'needs-verification',
  }
  const rest = plan.changes
    .filter(({ id }) => ['java-jlink', 'java-runtime-files', 'java-spring-layers'].includes(id))
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
function portOf(app: AppFiles, { web, jar }: NewBuild): string | undefined {
  if (jar.includes('quarkus')) return '8080'
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
