import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { isGradleFile } from '../../app/gradle.ts'
import type { Diagnostic } from '../../dockerfile/source.ts'
import type { BuildModel } from '../../model/build-model.ts'
import type { Evidence } from '../../model/change.ts'
import { type CopiedFile, copiedFiles } from '../../model/context-copies.ts'
import { fromWorkdir } from '../../model/data-files.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { absolutePath, finalWorkdir } from '../../model/final-state.ts'
import { shippedStages, shippedSteps } from '../../model/launch.ts'
import { installedPackages } from '../../model/shipped-user.ts'
import { type JavaLaunch, readJavaLaunch } from './java-launch.ts'
import { type JavaProject, readGradleProject, readMavenProject } from './java-project.ts'
import { type JavaNeeds, readJavaNeeds } from './java-sources.ts'
import { type JavaCommand, javaCommand } from './maven-commands.ts'
import { knownImageBelow } from '../../model/image-below.ts'

/** A Java program as its Dockerfile builds and starts it. */
export interface JavaApp {
  readonly build: BuildModel
  readonly project: JavaProject
  /** The build file at the top of the build, which is the project's own where it has no modules. */
  readonly rootFile: string
  readonly command: JavaCommand
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
  /** The folder that Quarkus builds, the jar that starts in it. */
  readonly quarkus: string | undefined
  /** The class that starts from a folder of jars, in place of a jar of its own. */
  readonly mainClass: string | undefined
  /** True where the jar is a WAR that starts by itself. */
  readonly war: boolean
  readonly needs: JavaNeeds
  /** The first dependency, which may find classes by name. */
  readonly dependency: Evidence | undefined
  readonly workdir: string
  readonly copied: readonly CopiedFile[]
  /** The reference of the image that builds, variables expanded. */
  readonly image: string
}

/** Reads how a Dockerfile builds and starts a project's jar; a string says why that cannot be told. */
export function readJavaApp(app: AppFiles, build: BuildModel): JavaApp | string {
  const command = javaCommand(build)
  if (!command) return 'no RUN with `mvn package` or `gradle build` was found'
  if (!shippedStages(build).includes(command.stage)) return 'kept'
  const launch = readJavaLaunch(build)
  if (typeof launch === 'string') return launch
  const copied = copiedFiles(app, shippedSteps(build), build.document.file)
  const workdir = finalWorkdir(build)
  const written = absolutePath(workdir, launch.jar)
  const files = copied.filter(isBuildFile(command.name))
  const project = projectOf(app, files, written, command.name)
  if (!project)
    return `no ${command.name === 'maven' ? 'pom.xml' : 'build.gradle'} is copied into the stage that builds`
  const war = project.packaging === 'war'
  if (war && !project.boot) return 'the project is packaged as a WAR, which an application server runs'
  const quarkus = posix.basename(written) === 'quarkus-run.jar' ? posix.dirname(written) : undefined
  const application = launch.installed ? applicationOf(app, build, project) : undefined
  if (typeof application === 'string') return application
  const named = startedName(project, written, war)
  const misnamed =
    named && !launch.installed && quarkus === undefined && isMisnamed(written, named.name, project, build)
  const jar = misnamed ? posix.join(posix.dirname(written), named.name) : exactJar(written, named?.name)
  if (jar === undefined) return `which jar ${launch.jar} means cannot be told from ${project.path}`
  const folder = project.libraries
  if (folder === '') return 'the jar names libraries that lie beside it, among the other files of the build'
  const image = knownImageBelow(build, command.stage) ?? ''
  const version = versionOf(build, command, image, project)
  if (!version)
    return `which Java the program needs is said neither by the base image nor by ${posix.basename(project.path)}`
  return {
    build,
    project,
    rootFile: shallowest(files)?.context ?? project.path,
    command,
    launch: { ...launch, flags: [...(application?.flags ?? []), ...launch.flags] },
    version,
    jar,
    diagnostics: misnamed ? [misnamedJar(build, launch, named.name, project.path)] : [],
    shipped: application ? shippedJars(workdir) : shippedJar(jar, workdir, launch.jar, quarkus),
    mainClass: application?.mainClass,
    jarEvidence: [
      ...launch.steps.map(step => evidenceOf(build, step.instruction)),
      ...(application ? [application.evidence] : named ? [named.evidence] : []),
    ],
    libraries:
      folder === undefined ? undefined : absolutePath(posix.dirname(jar), folder).replace(/(.)\/$/, '$1'),
    quarkus,
    war,
    needs: readJavaNeeds(app, posix.dirname(project.path)),
    dependency: project.dependency,
    workdir,
    copied,
    image,
  }
}

/** The project whose output folder holds the jar, else the one nearest to the root. */
function projectOf(
  app: AppFiles,
  files: readonly CopiedFile[],
  jar: string,
  tool: JavaProject['tool'],
): JavaProject | undefined {
  const output = tool === 'maven' ? 'target' : 'build'
  const own = files.findLast(file => jar.startsWith(`${posix.join(posix.dirname(file.container), output)}/`))
  const root = shallowest(files)
  const chosen = own ?? root
  if (!chosen || !root) return undefined
  if (tool === 'maven') return readMavenProject(app, chosen.context)
  const folder = posix.basename(posix.dirname(chosen.container))
  return readGradleProject(app, chosen.context, posix.dirname(root.context), folder)
}

/** Of several jars that the build writes the one that is started. */
function startedName({ jar, others }: JavaProject, written: string, war: boolean): JavaProject['jar'] {
  if (!jar) return undefined
  if (war) return { ...jar, name: jar.name.replace(/\.jar$/, '.war') }
  const glob = new RegExp(
    `^${posix
      .basename(written)
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )
  const other = others.find(name => glob.test(name))
  return other === undefined ? jar : { name: other, evidence: { ...jar.evidence, fact: `builds ${other}` } }
}

/** The Dockerfile starts a jar of the output folder that the tool does not write there, and no instruction puts there. */
function isMisnamed(
  written: string,
  name: string,
  { output, tool }: JavaProject,
  build: BuildModel,
): boolean {
  const start = posix.basename(written)
  // What Gradle builds may be named by code; only Maven's names are told for sure.
  if (tool === 'gradle') return false
  if (posix.basename(posix.dirname(written)) !== output || /[*?[]/.test(written) || start === name)
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

const isBuildFile = (tool: JavaProject['tool']) => (file: CopiedFile) =>
  tool === 'maven' ? posix.basename(file.container) === 'pom.xml' : isGradleFile(file.container)

const depth = (file: CopiedFile) => file.container.split('/').length

function shallowest(files: readonly CopiedFile[]): CopiedFile | undefined {
  return files.toSorted((a, b) => depth(a) - depth(b))[0]
}

/** A jar of the tool's output folder goes straight into the working directory; any other stays where the author put it. */
function shippedJar(
  jar: string,
  workdir: string,
  written: string,
  quarkus: string | undefined,
): JavaApp['shipped'] {
  const name = posix.basename(jar)
  const built = quarkus !== undefined || /\/(?:target|build\/libs)\/[^/]+$/.test(jar)
  if (!built) return { destination: fromWorkdir(workdir, jar), argument: written }
  return workdir === '/' ? { destination: `/${name}`, argument: name } : { destination: './', argument: name }
}

/** The jars in a folder of their own, as a pattern that java expands by itself (`java -cp`, Class path wildcards). */
function shippedJars(workdir: string): JavaApp['shipped'] {
  return workdir === '/'
    ? { destination: '/app/lib/', argument: '/app/lib/*' }
    : { destination: './lib/', argument: posix.join(workdir, 'lib/*') }
}

/** What Gradle's start script runs; a string says why it cannot be done without. */
function applicationOf(app: AppFiles, build: BuildModel, { application, path }: JavaProject) {
  if (application === undefined) return `${path} does not say what its start script runs`
  if (typeof application === 'string') return application
  const added = app.list().find(file => file.startsWith(posix.join(posix.dirname(path), 'src/dist/')))
  if (added !== undefined)
    return `${added} is installed beside the jars, and how the program finds it is not known`
  const own = shippedSteps(build).flatMap(({ instruction }) =>
    instruction.name === 'ENV' ? instruction.pairs.map(pair => pair.key.value) : [],
  )
  const other = own.find(name => name.endsWith('_OPTS') && !/^(?:JAVA|GRADLE|MAVEN)_OPTS$/.test(name))
  if (other !== undefined) return `only the start script reads ${other}`
  // The script puts them last, where they win; JAVA_TOOL_OPTIONS stands first.
  if (application.flags.length > 0 && own.includes('JAVA_OPTS'))
    return `JAVA_OPTS comes after the flags of ${path}, and may overrule them`
  return application
}

/** A glob can match several jars (sources, tests, the one before shading): the project's own name is taken instead. */
function exactJar(written: string, name: string | undefined): string | undefined {
  if (!/[*?[]/.test(written)) return written
  return name === undefined ? undefined : posix.join(posix.dirname(written), name)
}

const inImage =
  /(?:temurin|openjdk|corretto|sapmachine|zulu|liberica|graalvm(?:-\w+)?)[-:@]v?(\d+)|\bjdk[-:@]?v?(\d+)/

/** The Java that builds is the Java that runs: the user's base image says which, else a package, else the build file. */
function versionOf(
  build: BuildModel,
  command: JavaCommand,
  image: string,
  project: JavaProject,
): JavaApp['version'] | undefined {
  const from = inImage.exec(image)?.slice(1).find(Boolean)
  if (from !== undefined) {
    const root = shippedStages(build)[0] ?? command.stage
    return { value: Number(from), evidence: evidenceOf(build, root.from) }
  }
  const installed = installedPackages(command.stage.steps)
    .map(name => /^openjdk-?(\d+)/.exec(name)?.[1])
    .find(Boolean)
  if (installed !== undefined)
    return { value: Number(installed), evidence: evidenceOf(build, command.stage.from) }
  const asked = project.version
  return (
    asked && {
      value: Number(asked.value),
      evidence: { file: project.path, range: asked.range, fact: `Java ${asked.value}` },
    }
  )
}
