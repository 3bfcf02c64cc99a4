import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type Pom, readPom } from '../../app/pom.ts'
import type { Evidence } from '../../model/change.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { NeededFile, Plan } from '../../model/stack-facts.ts'
import { jarName, pluginOf, runtimeDependencies, settingOf } from './jar-name.ts'
import { type JavaNeeds, readJavaNeeds } from './java-sources.ts'
import { javaVersion } from './java-version.ts'

/** Releases with long-term support; a program for one in between runs on the next. */
const releases = [8, 11, 17, 21, 25]
const onDistroless = new Set([17, 21, 25])

/** A Dockerfile for a Maven project that has none: one module, one jar that starts alone. A string says why not. */
export function newJavaPlan(app: AppFiles, root: string): Plan | string {
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
  const fact = `Java ${asked.value}`
  return writePlan(app, pom, { jar: starts.name, version, needs }, [
    { file: pom.path, range: asked.range, fact },
    starts.evidence,
  ])
}

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

interface NewJava {
  readonly jar: string
  readonly version: number
  readonly needs: JavaNeeds
}

function writePlan(app: AppFiles, pom: Pom, java: NewJava, evidence: readonly Evidence[]): Plan {
  const { jar, version } = java
  const distroless = onDistroless.has(version)
  const wrapper = app.has('mvnw') && app.has('.mvn/wrapper/maven-wrapper.properties')
  const image = distroless ? `gcr.io/distroless/java${version}-debian13` : `eclipse-temurin:${version}-jre`
  const port = portOf(app, pom)
  const settings = app
    .list()
    .filter(path => /^(?:config\/.*|application[^/]*\.(?:ya?ml|properties))$/.test(path))
  const named = java.needs.files.map(each => posix.normalize(each.fact)).filter(path => !path.startsWith('.'))
  const kept = [...new Set([...settings, ...named].filter(path => app.has(path)))]
  const files: readonly NeededFile[] = [
    ...kept.map(path => ({ from: 'context', source: path, destination: `./${path}` })),
    { from: 'build', source: `/src/target/${jar}`, destination: './' },
  ]
  return {
    id: '',
    title: 'the jar on a Java runtime',
    buildStages: [
      {
        lines: [
          `FROM ${wrapper ? `eclipse-temurin:${version}-jdk` : `maven:3.9-eclipse-temurin-${version}`} AS build`,
          'WORKDIR /src',
          'COPY . .',
          `RUN --mount=type=cache,target=${wrapper ? '/root/.m2' : '/root/.m2/repository'} \\\n    ${wrapper ? 'sh ./mvnw' : 'mvn'} -B -DskipTests package`,
        ],
      },
    ],
    needs: {
      runtime: distroless ? { kind: 'java', version } : { kind: 'image', image },
      files,
      before: ['WORKDIR /app'],
      after: [
        ...(port === undefined ? [] : [`EXPOSE ${port.value}`]),
        distroless ? `CMD ["${jar}"]` : `CMD ["java", "-jar", "${jar}"]`,
      ],
    },
    changes: [
      {
        id: 'java-new-dockerfile',
        title: `A Dockerfile that builds ${jar} and ships it on ${image}`,
        because: 'There is none; the JDK, Maven and the sources stay in the build stage.',
        evidence: [...evidence, ...(port ? [port.evidence] : [])],
        applicability: 'needs-verification',
      },
    ],
    files: {},
    ignore: ['target', '.git'],
  }
}

/** The port that the program listens on, where its settings or sources say it; Spring's own default for a web app. */
function portOf(
  app: AppFiles,
  pom: Pom,
): { readonly value: string; readonly evidence: Evidence } | undefined {
  const web = runtimeDependencies(pom).some(each =>
    each.children.some(child => /^spring-boot-starter-(?:web|webflux)$/.test(child.text.value)),
  )
  const patterns = web
    ? [/^server\.port\s*[=:]\s*(\d+)/m, /^server:\s*\n(?:\s+.*\n)*?\s+port:\s*(\d+)/m]
    : [/\bInetSocketAddress\(\s*(?:"[^"\n]*"\s*,\s*)?(\d{2,5})\s*\)/]
  const places = web
    ? /^src\/main\/resources\/application\.(?:properties|ya?ml)$/
    : /^src\/main\/.*\.(?:java|kt|scala)$/
  for (const file of app.list().filter(path => places.test(path))) {
    const value = patterns.map(pattern => pattern.exec(app.read(file) ?? '')?.[1]).find(Boolean)
    if (value !== undefined) return { value, evidence: { file, fact: `port ${value}` } }
  }
  return web
    ? { value: '8080', evidence: { file: pom.path, fact: 'Spring Boot listens on 8080' } }
    : undefined
}
