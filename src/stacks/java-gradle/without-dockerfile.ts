import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type GradleProject, hasSubprojects, readGradle } from '../../app/gradle.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import {
  gradleDependency,
  isApplication,
  type JavaProject,
  pluginIn,
  readGradleProject,
} from '../java-maven/java-project.ts'
import { plansOfBuild } from '../java-maven/new-build.ts'

/** Where the plain Dockerfile builds, and so what Gradle calls a project that names itself nowhere. */
const folder = 'app'

/** A Dockerfile for a Gradle project that has none: one project, one jar that starts alone. A string says why not. */
export function newGradlePlans(app: AppFiles, root: string): readonly Plan[] | string {
  if (root.includes('/')) return `the project is in a subfolder (${root}): say where it is to be built`
  const other = otherEcosystem(app, 'java')
  if (other !== undefined) return `${other} stands beside ${root}: say which of them is the app`
  if (hasSubprojects(app, '.')) return 'settings.gradle includes several projects: say which is to be started'
  const gradle = readGradle(app, root, '.')
  const project = readGradleProject(app, root, '.', folder)
  if (!gradle || !project?.jar) return `${root} cannot be read`
  const task = taskOf(gradle)
  if (typeof task !== 'string') return task.reason
  if (
    /^(?:jar|assemble|bootJar|shadowJar|buildFatJar)$/.test(task) &&
    /\bdestinationDir(?:ectory)?\b/.test(gradle.text)
  )
    return `${root} puts jars elsewhere than in build/libs: where is not known`
  const wrapper = app.has('gradlew') && app.has('gradle/wrapper/gradle-wrapper.properties')
  if (task === 'assemble' && !wrapper)
    return 'Spring Boot 1 is built by Gradle 6 or older, which no wrapper names: add one (gradle wrapper --gradle-version 6.9.4)'
  return plansOfBuild(app, {
    file: root,
    // Gradle runs on Java 25 since 9.1, and the images of 8 end with 21.
    image: version =>
      wrapper ? `eclipse-temurin:${version}-jdk` : `gradle:${version > 21 ? 9 : 8}-jdk${version}`,
    command: `${wrapper ? 'sh ./gradlew' : 'gradle'} --no-daemon ${task}`,
    starts: startedBy(task, gradle, project, project.jar.name),
    evidence: evidenceOf(task, project) ?? project.jar.evidence,
    asked: project.version,
    howToAsk: `${root} names no Java release (java.toolchain.languageVersion)`,
    web: /spring-boot-starter-web(?:mvc|flux)?\b/.test(gradle.text),
  })
}

/** What starts, as a file that the task makes. */
function startedBy(task: string, { name }: GradleProject, project: JavaProject, jar: string): string {
  if (task === 'quarkusBuild') return 'build/quarkus-app/quarkus-run.jar'
  if (task !== 'installDist') return posix.join('build/libs', jar)
  const { application } = project
  const script = (typeof application === 'object' ? application.name : undefined) ?? name ?? folder
  return `build/install/${script}/bin/${script}`
}

const evidenceOf = (task: string, { application }: JavaProject) =>
  task === 'installDist' && typeof application === 'object' ? application.evidence : undefined

/** True for Spring Boot 1: a version beside the plugin's id or its artifact, or a variable that its artifact names. */
function isFirstBoot({ text }: GradleProject): boolean {
  const plugin = /org\.springframework\.boot["']\s*\)?\s*version\s*\(?["'](\d+)\./.exec(text)?.[1]
  const artifact = /spring-boot-gradle-plugin:(?:(\d+)\.|\$\{?(\w+))/.exec(text)
  const variable = new RegExp(`\\b${artifact?.[2] ?? ' '}\\s*=\\s*["'](\\d+)\\.`).exec(text)?.[1]
  return (plugin ?? artifact?.[1] ?? variable) === '1'
}

/** The task that makes a jar which starts by itself. */
function taskOf(gradle: GradleProject): string | { readonly reason: string } {
  if (pluginIn(gradle, 'war')) return { reason: 'the project is packaged as a WAR: not known yet for Gradle' }
  if (pluginIn(gradle, 'io.quarkus')) return 'quarkusBuild'
  // Spring Boot 1 repacks the plain jar, as a part of `assemble`.
  if (pluginIn(gradle, 'org.springframework.boot')) return isFirstBoot(gradle) ? 'assemble' : 'bootJar'
  const shadow = ['com.gradleup.shadow', 'com.github.johnrengelman.shadow']
  if (shadow.some(id => pluginIn(gradle, id))) return 'shadowJar'
  if (pluginIn(gradle, 'io.ktor.plugin')) return 'buildFatJar'
  const main = /["']Main-Class["']/.test(gradle.text)
  // Only unpacked libraries are found in a jar; jars in a jar, or copied elsewhere by another task, are not.
  const whole = /\bzipTree\b/.test(gradle.text)
  if (!main && isApplication(gradle)) return 'installDist'
  if (main && /["']Class-Path["']/.test(gradle.text))
    return {
      reason: `the jar of ${gradle.path} names libraries that lie beside it (Class-Path), which is not known yet`,
    }
  if (!main)
    return {
      reason: `no plugin in ${gradle.path} makes a jar that starts (Spring Boot, Shadow, or Main-Class in the manifest)`,
    }
  return gradleDependency(gradle) && !whole
    ? { reason: 'the jar needs its libraries beside it, and nothing packs them into it' }
    : 'jar'
}
