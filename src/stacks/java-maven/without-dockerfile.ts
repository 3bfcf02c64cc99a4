import type { AppFiles } from '../../app/app-files.ts'
import { type Pom, readPom } from '../../app/pom.ts'
import type { Evidence } from '../../model/change.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { classPathFolder, jarName, otherJars, pluginOf, runtimeDependencies, settingOf } from './jar-name.ts'
import { javaVersion } from './java-version.ts'
import { type NewBuild, plansOfBuild } from './new-build.ts'
import { tomcatPlan } from './tomcat.ts'

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
    starts: `target/${starts.name}`,
    evidence: starts.evidence,
    asked: javaVersion(pom),
    howToAsk: 'pom.xml names no Java release (maven.compiler.release)',
    web: runtimeDependencies(pom).some(each =>
      each.children.some(child => /^spring-boot-starter-(?:web|webmvc|webflux)$/.test(child.text.value)),
    ),
  }
  return starts.war ? tomcatPlan(app, pom, build, starts.name) : plansOfBuild(app, build)
}

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
  const quarkus = pluginOf(pom, 'quarkus-maven-plugin') !== undefined
  // Quarkus' plugin has a packaging of its own, of the same folder (quarkus.io/guides/quarkus-maven-plugin).
  if (!['jar', ...(micronaut ? ['${packaging}'] : []), ...(quarkus ? ['quarkus'] : [])].includes(packaging))
    return `the project is packaged as ${packaging}, not as a jar that starts`
  if (quarkus) return starts('quarkus-app/quarkus-run.jar')
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
  const main = settingOf(pluginOf(pom, 'maven-jar-plugin'), 'mainClass')
  if (main !== undefined && copiesLibraries(pom)) return starts(jar.name)
  if (runtimeDependencies(pom).length > 0)
    return 'the jar needs its libraries beside it, and no plugin that packs them into it is known'
  return main === undefined ? 'no plugin in pom.xml makes a jar that starts (mainClass)' : starts(jar.name)
}

/** True where the libraries lie in the folder that the jar's manifest names, from the phase in which it is packed on. */
function copiesLibraries(pom: Pom): boolean {
  const folder = classPathFolder(pom)?.replace(/\/$/, '')
  const copy = pluginOf(pom, 'maven-dependency-plugin')
  const goal = copy && settingOf(copy, 'goal')
  if (folder === undefined || folder === '' || goal !== 'copy-dependencies') return false
  const early = /^(?:validate|initialize|generate-\w+|process-\w+|compile|test|prepare-package|package)$/
  const output = settingOf(copy, 'outputDirectory') ?? '${project.build.directory}/dependency'
  return (
    early.test(settingOf(copy, 'phase') ?? '') &&
    output.replace(/^(?:\$\{project\.build\.directory\}|target)\//, '').replace(/\/$/, '') === folder &&
    output !== folder
  )
}
