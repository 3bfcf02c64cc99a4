import type { AppFiles } from '../../app/app-files.ts'
import { gradleFile, type GradleProject, readGradle } from '../../app/gradle.ts'
import type { Located } from '../../app/package-json.ts'
import { childText, type Pom, readPom } from '../../app/pom.ts'
import type { Evidence } from '../../model/change.ts'
import { type GradleApplication, readApplication } from './gradle-application.ts'
import { classPathFolder, jarName, otherJars, pluginOf, runtimeDependencies, settingOf } from './jar-name.ts'
import { javaVersion } from './java-version.ts'

/** What a build file says of the program, whichever tool reads it. */
export interface JavaProject {
  readonly tool: 'maven' | 'gradle'
  readonly path: string
  /** Where the tool puts the jar, relative to the project. */
  readonly output: 'target' | 'build/libs'
  /** `jar`, `war`, … */
  readonly packaging: string
  /** The jar that starts, as the build file names it. */
  readonly jar: { readonly name: string; readonly evidence: Evidence } | undefined
  /** Names of others that the build writes beside it. */
  readonly others: readonly string[]
  readonly version: Located | undefined
  /** The folder beside the jar that its manifest names; empty for the jar's own, undefined where it stands alone. */
  readonly libraries: string | undefined
  /** The first dependency that is there at run time, which may find classes by name. */
  readonly dependency: Evidence | undefined
  /** What Gradle's `application` plugin starts, or why that cannot be told; undefined where it is not applied. */
  readonly application: GradleApplication | string | undefined
  /** The release of Spring Boot whose plugin packs the jar; `layered` is false where its layers are switched off. */
  readonly boot:
    | { readonly version: string; readonly layered: boolean; readonly evidence: Evidence }
    | undefined
}

/** Undefined where the file is absent or not well-formed. */
export function readMavenProject(app: AppFiles, path: string): JavaProject | undefined {
  const pom = readPom(app, path)
  return pom && mavenProject(pom)
}

function mavenProject(pom: Pom): JavaProject {
  const [dependency] = runtimeDependencies(pom)
  const name = dependency && childText(dependency, 'artifactId')?.value
  const packaging = pom.get('packaging')?.value ?? 'jar'
  return {
    tool: 'maven',
    path: pom.path,
    output: 'target',
    packaging,
    jar: jarName(pom),
    others: otherJars(pom),
    version: javaVersion(pom),
    libraries: classPathFolder(pom),
    dependency: dependency && {
      file: pom.path,
      range: dependency.text.range,
      fact: `depends on ${name ?? 'another library'}`,
    },
    application: undefined,
    boot: mavenBoot(pom),
  }
}

function mavenBoot(pom: Pom): JavaProject['boot'] {
  const plugin = pluginOf(pom, 'spring-boot-maven-plugin')
  const parent = pom.get('parent/artifactId')?.value === 'spring-boot-starter-parent'
  const own = plugin && childText(plugin, 'version')
  const found = own ?? (parent ? pom.get('parent/version') : undefined)
  if (!plugin || !found || !/^\d+\.\d+/.test(found.value)) return undefined
  const layers = plugin.children
    .flatMap(child => (child.name === 'configuration' ? child.children : []))
    .find(({ name }) => name === 'layers')
  return {
    version: found.value,
    layered: settingOf(layers, 'enabled') !== 'false',
    evidence: { file: pom.path, range: found.range, fact: `Spring Boot ${found.value}` },
  }
}

/**
 * @param folder the name of the project's folder in the container, which Gradle takes where no file names the project
 */
export function readGradleProject(
  app: AppFiles,
  path: string,
  root: string,
  folder: string,
): JavaProject | undefined {
  const gradle = readGradle(app, path, root)
  if (!gradle) return undefined
  const dependency = gradleDependency(gradle)
  return {
    tool: 'gradle',
    path,
    output: 'build/libs',
    packaging: pluginIn(gradle, 'war') ? 'war' : 'jar',
    jar: gradleJar(gradle, folder),
    others: [],
    version: gradleJava(gradle, app, root),
    libraries: undefined,
    dependency: dependency && { file: path, range: dependency.range, fact: dependency.value },
    application: isApplication(gradle) ? readApplication(gradle) : undefined,
    boot: gradleBoot(gradle),
  }
}

/** Plugins that bring no library to the program. */
const plain =
  /^(?:java|java-library|application|groovy|scala|war|eclipse|idea|jacoco|checkstyle|kotlin|com\.gradleup\.shadow|com\.github\.johnrengelman\.shadow|org\.jetbrains\.kotlin\.jvm|com\.diffplug\.spotless)$/

/** A library that is there at run time, or a plugin or script that may bring one. */
export function gradleDependency(gradle: GradleProject): Located | undefined {
  const own = gradle.find(/(?:^|[\s{;])((?:implementation|api|compile|runtimeOnly)\b[ (][^\n}]*)/)
  if (own) return told(own, `depends on ${own.value.trim()}`)
  const script = gradle.find(/\bapply\s*\(?\s*from\b[\s:=]*["']([^"']+)["']/)
  if (script) return told(script, `applies ${script.value}, which may bring libraries`)
  const ids = [...gradle.text.matchAll(/(?:\bid\s*\(?\s*|apply\s+plugin:\s*)["']([^"']+)["']/g)]
  const other = ids.map(match => match[1] ?? '').find(id => !plain.test(id))
  const found =
    other === undefined ? undefined : gradle.find(new RegExp(`["'](${other.replaceAll('.', '\\.')})["']`))
  return found && told(found, `applies ${found.value}, which may bring libraries`)
}

const told = (located: Located, fact: string): Located => ({ ...located, value: fact })

/** `id 'war'`, `id("war")`, `war` in Kotlin's plugins, `apply plugin: 'war'`. */
export function pluginIn(gradle: GradleProject, id: string): boolean {
  const name = id.replaceAll('.', '\\.')
  return (
    new RegExp(`\\bid\\s*\\(?\\s*["']${name}["']|apply\\s+plugin:\\s*["']${name}["']`).test(gradle.text) ||
    (!id.includes('.') &&
      new RegExp(`plugins\\s*\\{[^}]*^[ \\t]*\`?${name}\`?[ \\t]*$`, 'm').test(gradle.text))
  )
}

/** Plugins that are, or bring, Gradle's `application`. */
const applications = ['application', 'io.micronaut.application', 'io.micronaut.minimal.application']

/** True where the build can install the program with its libraries beside it (`installDist`). */
export const isApplication = (gradle: GradleProject): boolean => applications.some(id => pluginIn(gradle, id))

/** Spring Boot's jar has the plain name, Shadow's the classifier `all`; a plain jar is beside either. */
function gradleJar(gradle: GradleProject, folder: string): JavaProject['jar'] {
  const whole = gradle.find(/archiveFileName(?:\.set\(\s*|\s*=\s*)["']([^"'$]+)["']/)
  const base = gradle.find(
    /(?:archiveBaseName(?:\.set\(\s*|\s*=\s*)|archivesBaseName\s*=\s*|\bbaseName\s*=\s*)["']([^"'$]+)["']/,
  )
  // Ktor's plugin brings Shadow, and leaves the version out of the jar's name.
  const shadow = ['com.gradleup.shadow', 'com.github.johnrengelman.shadow', 'io.ktor.plugin'].some(id =>
    pluginIn(gradle, id),
  )
  const classifier = gradle.find(/archiveClassifier(?:\.set\(\s*|\s*=\s*)["']([^"'$]*)["']/)
  const suffix = shadow && !gradle.text.includes('archiveClassifier') ? 'all' : (classifier?.value ?? '')
  const version = gradle.find(/archiveVersion(?:\.set\(\s*|\s*=\s*)["']([^"'$]*)["']/)
  const ktor = pluginIn(gradle, 'io.ktor.plugin')
  const number = gradle.text.includes('archiveVersion') || ktor ? version?.value : gradle.version?.value
  const parts = [base?.value ?? gradle.name ?? folder, number ?? '', suffix].filter(part => part !== '')
  const name = whole?.value ?? `${parts.join('-')}.jar`
  const place = whole ?? base ?? gradle.version
  const range = place && gradle.text.includes(place.value) ? { range: place.range } : {}
  return { name, evidence: { file: gradle.path, ...range, fact: `builds ${name}` } }
}

function gradleJava(gradle: GradleProject, app: AppFiles, root: string): Located | undefined {
  const pattern =
    /(?:JavaLanguageVersion\.of\(\s*|jvmToolchain\(\s*|(?:source|target)Compatibility\s*=\s*(?:JavaVersion\.(?:VERSION_|toVersion\()|["']?)|release(?:\.set\(|\s*=)\s*)(?:1[._])?(\d+)/
  const top = gradleFile(app, root)
  const above = top === undefined || top === gradle.path ? undefined : readGradle(app, top, root)
  return gradle.find(pattern) ?? above?.find(pattern)
}

function gradleBoot(gradle: GradleProject): JavaProject['boot'] {
  const found = gradle.find(
    /id\s*\(?\s*["']org\.springframework\.boot["']\s*\)?\s*version\s*\(?["'](\d+\.[\w.-]+)["']/,
  )
  if (!found) return undefined
  const off = /layered\s*\{[^}]*enabled(?:\.set\(\s*|\s*=\s*)false/.test(gradle.text)
  return {
    version: found.value,
    layered: !off,
    evidence: { file: gradle.path, range: found.range, fact: `Spring Boot ${found.value}` },
  }
}
