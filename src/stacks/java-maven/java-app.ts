import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Located } from '../../app/package-json.ts'
import { childText, type Pom, readPom } from '../../app/pom.ts'
import type { Diagnostic } from '../../dockerfile/source.ts'
import type { BuildModel } from '../../model/build-model.ts'
import type { Evidence } from '../../model/change.ts'
import { type CopiedFile, copiedFiles } from '../../model/context-copies.ts'
import { fromWorkdir } from '../../model/data-files.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { absolutePath, finalWorkdir } from '../../model/final-state.ts'
import { shippedStages, shippedSteps } from '../../model/launch.ts'
import { installedPackages } from '../../model/shipped-user.ts'
import { classPathFolder, jarName, runtimeDependencies } from './jar-name.ts'
import { type JavaLaunch, readJavaLaunch } from './java-launch.ts'
import { type JavaNeeds, readJavaNeeds } from './java-sources.ts'
import { javaVersion } from './java-version.ts'
import { type MavenCommand, mavenCommand } from './maven-commands.ts'

/** A Java program as its Dockerfile builds and starts it. */
export interface JavaApp {
  readonly build: BuildModel
  readonly pom: Pom
  /** The pom.xml at the top of the build, which is the project's own where it has no modules. */
  readonly rootPom: string
  readonly maven: MavenCommand
  readonly launch: JavaLaunch
  readonly version: { readonly value: number; readonly evidence: Evidence }
  /** The jar in the build stage. */
  readonly jar: string
  /** Where the last stage has it, and how it is named when java starts. */
  readonly shipped: { readonly destination: string; readonly argument: string }
  readonly diagnostics: readonly Diagnostic[]
  readonly jarEvidence: readonly Evidence[]
  /** A folder of libraries beside the jar. */
  readonly libraries: string | undefined
  readonly needs: JavaNeeds
  /** The first dependency, which may find classes by name. */
  readonly dependency: Evidence | undefined
  readonly workdir: string
  readonly copied: readonly CopiedFile[]
  /** The reference of the image that builds, variables expanded. */
  readonly image: string
}

/** Reads how a Dockerfile builds and starts a Maven project's jar; a string says why that cannot be told. */
export function readJavaApp(app: AppFiles, build: BuildModel): JavaApp | string {
  const maven = mavenCommand(build)
  if (!maven) return 'no RUN with `mvn package` was found'
  if (!shippedStages(build).includes(maven.stage)) return 'kept'
  const launch = readJavaLaunch(build)
  if (typeof launch === 'string') return launch
  const copied = copiedFiles(app, shippedSteps(build), build.document.file)
  const workdir = finalWorkdir(build)
  const written = absolutePath(workdir, launch.jar)
  const pom = pomOf(app, copied, written)
  if (!pom) return 'no pom.xml is copied into the stage that builds'
  const packaging = pom.get('packaging')?.value ?? 'jar'
  if (packaging === 'war') return 'the project is packaged as a WAR, which an application server runs'
  const named = jarName(pom)
  const misnamed = named && isMisnamed(written, named.name, build)
  const jar = misnamed ? posix.join(posix.dirname(written), named.name) : exactJar(written, named?.name)
  if (jar === undefined) return `which jar ${launch.jar} means cannot be told from ${pom.path}`
  const folder = classPathFolder(pom)
  if (folder === '') return 'the jar names libraries that lie beside it, among the other files of the build'
  const image = buildImage(build, maven)
  const version = versionOf(build, maven, image, pom)
  if (!version) return 'which Java the program needs is said neither by the base image nor by pom.xml'
  const [dependency] = runtimeDependencies(pom)
  const dependencyName = dependency && childText(dependency, 'artifactId')?.value
  return {
    build,
    pom,
    rootPom: shallowestPom(copied)?.context ?? pom.path,
    maven,
    launch,
    version,
    jar,
    diagnostics: misnamed ? [misnamedJar(build, launch, named.name, pom.path)] : [],
    shipped: shippedJar(jar, workdir, launch.jar),
    jarEvidence: [
      ...launch.steps.map(step => evidenceOf(build, step.instruction)),
      ...(named ? [named.evidence] : []),
    ],
    libraries:
      folder === undefined ? undefined : absolutePath(posix.dirname(jar), folder).replace(/(.)\/$/, '$1'),
    needs: readJavaNeeds(app, posix.dirname(pom.path)),
    dependency: dependency && {
      file: pom.path,
      range: dependency.text.range,
      fact: `depends on ${dependencyName ?? 'another library'}`,
    },
    workdir,
    copied,
    image,
  }
}

/** The pom.xml whose `target` folder holds the jar, else the one nearest to the root. */
function pomOf(app: AppFiles, copied: readonly CopiedFile[], jar: string): Pom | undefined {
  const poms = copied.filter(isPom)
  const own = poms.findLast(file => jar.startsWith(`${posix.join(posix.dirname(file.container), 'target')}/`))
  const chosen = own ?? shallowestPom(copied)
  return chosen && readPom(app, chosen.context)
}

/** The Dockerfile starts a jar of `target` that Maven does not write there, and no instruction puts there. */
function isMisnamed(written: string, name: string, build: BuildModel): boolean {
  const start = posix.basename(written)
  if (posix.basename(posix.dirname(written)) !== 'target' || /[*?[]/.test(written) || start === name)
    return false
  const runs = build.document.instructions.filter(each => each.name === 'RUN').map(each => each.logical.text)
  return !runs.some(text => text.includes(start) || /finalName|-P\S/.test(text))
}

function misnamedJar(build: BuildModel, launch: JavaLaunch, name: string, pom: string): Diagnostic {
  const [step] = launch.steps
  return {
    code: 'jar-name',
    severity: 'warning',
    message: `${launch.jar} is not what Maven builds: ${pom} gives ${name}`,
    file: build.document.file,
    range: (step?.instruction ?? build.document.instructions[0])?.range ?? nowhere,
    help: `start target/${name}, or set finalName in ${pom}`,
  }
}

const start = { offset: 0, line: 1, column: 1 }
const nowhere = { start, end: start }

const isPom = (file: CopiedFile) => posix.basename(file.container) === 'pom.xml'

const depth = (file: CopiedFile) => file.container.split('/').length

function shallowestPom(copied: readonly CopiedFile[]): CopiedFile | undefined {
  return copied.filter(isPom).toSorted((a, b) => depth(a) - depth(b))[0]
}

/** A jar of Maven's `target` folder goes straight into the working directory; any other stays where the author put it. */
function shippedJar(jar: string, workdir: string, written: string): JavaApp['shipped'] {
  const name = posix.basename(jar)
  if (posix.basename(posix.dirname(jar)) !== 'target')
    return { destination: fromWorkdir(workdir, jar), argument: written }
  return workdir === '/' ? { destination: `/${name}`, argument: name } : { destination: './', argument: name }
}

/** A glob can match several jars (sources, tests, the one before shading): the project's own name is taken instead. */
function exactJar(written: string, name: string | undefined): string | undefined {
  if (!/[*?[]/.test(written)) return written
  return name === undefined ? undefined : posix.join(posix.dirname(written), name)
}

function buildImage(build: BuildModel, maven: MavenCommand): string {
  let stage = build.stages.find(each => each === maven.stage)
  while (stage?.base.kind === 'stage') stage = build.stages[stage.base.stage]
  return stage?.base.kind === 'image' ? stage.base.reference : ''
}

const inImage = /(?:temurin|openjdk|corretto|sapmachine|zulu|liberica|graalvm(?:-\w+)?|jdk)[-:@]v?(\d+)/

/** The Java that builds is the Java that runs: the user's base image says which, else a package, else pom.xml. */
function versionOf(
  build: BuildModel,
  maven: MavenCommand,
  image: string,
  pom: Pom,
): JavaApp['version'] | undefined {
  const from = inImage.exec(image)?.[1]
  if (from !== undefined) {
    const root = shippedStages(build)[0] ?? maven.stage
    return { value: Number(from), evidence: evidenceOf(build, root.from) }
  }
  const installed = installedPackages(maven.stage.steps)
    .map(name => /^openjdk-?(\d+)/.exec(name)?.[1])
    .find(Boolean)
  if (installed !== undefined)
    return { value: Number(installed), evidence: evidenceOf(build, maven.stage.from) }
  const asked: Located | undefined = javaVersion(pom)
  return (
    asked && {
      value: Number(asked.value),
      evidence: { file: pom.path, range: asked.range, fact: `Java ${asked.value}` },
    }
  )
}
