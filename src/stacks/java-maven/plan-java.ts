import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { isGradleFile } from '../../app/gradle.ts'
import { carryOver, isForLastStage } from '../../model/carry-over.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { userFiles } from '../../model/shipped-user.ts'
import { readsGit } from '../../model/reads-git.ts'
import { freeStageName, stageLines } from '../../model/stage-lines.ts'
import type { BuildStage, NeededFile, Needs, Plan, Runtime } from '../../model/stack-facts.ts'
import type { JavaApp } from './java-app.ts'
import { javaCache, leftVolume } from './java-cache.ts'
import { jlinkStage, whyNoJlink } from './jlink.ts'
import { runtimeFiles } from './runtime-files.ts'
import { type CarriedLocale, carriedLocale, lostLocale } from './locale.ts'
import { type SpringLayers, springLayers } from './spring-layers.ts'
import { type StartTexts, startOnDistroless, startWith } from './start-text.ts'
import { systemBase } from './system-base.ts'

/** Variables that only Maven, Gradle and the JDK's own scripts read. */
const buildOnly = [
  'MAVEN_OPTS',
  'MAVEN_ARGS',
  'MAVEN_CONFIG',
  'MAVEN_HOME',
  'GRADLE_OPTS',
  'GRADLE_HOME',
  'GRADLE_USER_HOME',
  'JAVA_HOME',
  'PATH',
]

/** Java releases for which distroless has an image. Source: github.com/GoogleContainerTools/distroless, java/README.md. */
const distrolessVersions = new Set([17, 21, 25])

/** The ways to ship a jar: a Java runtime without a system, and one made of the modules that the program uses. */
export function planJava(app: AppFiles, java: JavaApp): readonly Plan[] | string {
  if (java.needs.programs)
    return `the program needs more than itself: ${java.needs.programs.file} ${java.needs.programs.fact}`
  const health = keepHealthcheck(java.build, program => program.endsWith('/java') || program === 'java')
  const shared = sharedParts(java)
  if (typeof shared === 'string') return shared
  if (health.needsShell || !distrolessVersions.has(java.version.value)) {
    const base = systemBase(java, health)
    const start = startWith(java, 'java', shared.layers?.mainClass)
    const why = health.needsShell
      ? 'the health check needs a shell'
      : `distroless has no Java ${java.version.value}`
    return [planOn(app, 'jre', base.runtime, start, shared, java, { why, setup: base.setup, by: base.by })]
  }
  const locale = carriedLocale(java)
  const named = withFlags(java, locale.flags)
  const runtime: Runtime = { kind: 'java', version: java.version.value }
  const why = 'a jar needs a Java runtime and nothing else of the system'
  const by = `gcr.io/distroless/java${java.version.value}-debian13`
  const distroless = planOn(
    app,
    'distroless',
    runtime,
    startOnDistroless(named, shared.layers?.mainClass),
    shared,
    java,
    { why, setup: [], by, locale },
  )
  const jlink = whyNoJlink(java) === undefined ? [jlinkPlan(app, named, shared, locale)] : []
  return [distroless, ...jlink]
}

const withFlags = (java: JavaApp, flags: readonly string[]): JavaApp => ({
  ...java,
  launch: { ...java.launch, flags: [...flags, ...java.launch.flags] },
})

interface Shared {
  readonly from: string
  readonly stages: readonly BuildStage[]
  readonly changes: readonly Change[]
  readonly files: readonly NeededFile[]
  readonly layers: SpringLayers | undefined
}

function sharedParts(java: JavaApp): Shared | string {
  const { build, command } = java
  const from = command.stage.name ?? freeStageName(build, 'build')
  const caches = javaCache(build, command)
  const layers = springLayers(java, from)
  const files = runtimeFiles(java, from, layers?.files)
  if (typeof files === 'string') return files
  return {
    from,
    stages: build.stages.map(stage => ({
      lines: stageLines(build, stage, {
        ...(stage === build.final ? { name: from } : {}),
        edits: caches.edits,
        ...(stage === build.final ? { drop: isForLastStage(stage.steps) } : {}),
        ...(stage === build.final && layers ? { after: [layers.run] } : {}),
      }),
    })),
    changes: [
      ...(layers ? [layers.change] : []),
      ...files.flatMap(file => (file.change ? [file.change] : [])),
      ...caches.changes,
    ],
    files: [...userFiles(build, from), ...files],
    layers,
  }
}

interface Base {
  readonly why: string
  readonly setup: readonly string[]
  readonly by: string
  /** Undefined where the base has locale data. */
  readonly locale?: CarriedLocale
}

function planOn(
  app: AppFiles,
  id: string,
  runtime: Runtime,
  start: StartTexts,
  shared: Shared,
  java: JavaApp,
  base: Base,
): Plan {
  return {
    id,
    title: id === 'jre' ? 'the jar on a Java runtime' : 'the jar on a Java runtime without a system',
    buildStages: shared.stages,
    needs: needsOf(java, runtime, start, shared.files, base.setup, base.locale),
    changes: [
      replaced(java, base),
      ...leftVolume(java),
      ...(base.locale?.changes ?? []),
      ...startChanges(java, start),
      ...shared.changes,
    ],
    files: {},
    ignore: javaIgnore(app, java),
  }
}

function needsOf(
  java: JavaApp,
  runtime: Runtime,
  start: StartTexts,
  files: readonly NeededFile[],
  setup: readonly string[],
  locale: CarriedLocale | undefined,
): Needs {
  const hidden = new Set([...buildOnly, ...start.renamed, ...(locale?.hidden ?? [])])
  const carried = carryOver(java.build, { buildOnly: hidden, instead: start.instead })
  const workdir = java.workdir === '/' ? [] : [`WORKDIR ${java.workdir}`]
  return {
    runtime,
    files,
    before: [...(locale?.env ?? []), ...carried.before, ...start.env, ...workdir, ...setup],
    after: carried.after.filter(text => text !== ''),
  }
}

function jlinkPlan(app: AppFiles, java: JavaApp, shared: Shared, locale: CarriedLocale): Plan {
  const jlink = jlinkStage(java, shared.from)
  const start = startWith(java, '/opt/java/bin/java')
  const files = [jlink.files, ...shared.files]
  const needs = needsOf(java, { kind: 'image', image: 'scratch' }, start, files, [], locale)
  // The build image sets a UTF-8 locale, and Java takes the encoding of what it prints from there.
  const before = needs.before.some(text => /\bLANG=/.test(text))
    ? needs.before
    : ['ENV LANG=C.UTF-8', ...needs.before]
  const last = shared.stages.at(-1)
  const stages = last
    ? [...shared.stages.slice(0, -1), { lines: [...last.lines, jlink.modulesRun] }, jlink.stage]
    : []
  return {
    id: 'jlink',
    title: 'the jar on a runtime made of its own modules',
    buildStages: stages,
    needs: { ...needs, before },
    changes: [
      jlink.change,
      ...leftVolume(java),
      ...locale.changes,
      ...startChanges(java, start),
      ...shared.changes,
    ],
    files: {},
    ignore: javaIgnore(app, java),
  }
}

function startChanges(java: JavaApp, start: StartTexts): readonly Change[] {
  const { launch } = java
  const evidence: readonly Evidence[] = java.jarEvidence
  const jar: Change = {
    id: 'java-start',
    title: `Start ${java.mainClass ?? java.shipped.argument}`,
    because: whyStarted(java, start),
    evidence,
    applicability: 'needs-verification',
  }
  if (launch.optionsVariable === undefined) return [jar]
  return [
    jar,
    {
      id: 'java-tool-options',
      title: `${launch.optionsVariable} becomes JAVA_TOOL_OPTIONS`,
      because: `Only a shell would put $${launch.optionsVariable} among the flags; Java reads JAVA_TOOL_OPTIONS itself. Whoever sets ${launch.optionsVariable} when starting a container has to set that one.`,
      evidence: start.renamed.size > 0 ? evidence : [],
      applicability: 'needs-verification',
    },
  ]
}

function whyStarted({ launch, jar, mainClass }: JavaApp, start: StartTexts): string {
  if (mainClass !== undefined)
    return 'Gradle’s start script needs a shell and does no more than this; java expands the pattern of the class path itself.'
  const glob = /[*?[]/.test(launch.jar)
    ? `${launch.jar} can match several jars; ${posix.basename(jar)} is the one that can be started. `
    : ''
  const shell = launch.steps.some(step => step.script !== undefined)
    ? 'Exec form needs no shell, and Java gets the signals itself. '
    : ''
  const base =
    start.program === undefined
      ? 'The base image starts `java -jar` itself, so CMD names the jar alone.'
      : start.program.includes('/')
        ? 'The path of java is given whole, since no PATH of the image leads there.'
        : 'The image has java in its PATH.'
  return `${glob}${shell}${base}`
}

function replaced(java: JavaApp, { why, by, locale }: Base): Change {
  const none = whyNoJlink(java)
  const jlink =
    none === undefined ? '' : ` A runtime of its own modules is not proposed: ${none.file} ${none.fact}.`
  return {
    id: 'java-last-stage',
    title: `Ship the jar on ${by}`,
    because: `${why[0]?.toUpperCase()}${why.slice(1)}; the JDK, ${java.command.name === 'maven' ? 'Maven' : 'Gradle'}, the sources and what was downloaded stay in the build stage.${locale ? lostLocale(java) : ''}${jlink}`,
    evidence: [java.version.evidence, ...(none ? [none] : [])],
    applicability: 'needs-verification',
    replaces: { what: `the JDK and the system of ${java.image || 'the build image'}`, by },
  }
}

function javaIgnore(app: AppFiles, java: JavaApp): readonly string[] {
  const { project, rootFile } = java
  const git = readsGit(app, [java.command.stage]) ? [] : ['.git']
  const root = posix.dirname(rootFile)
  if (project.tool === 'maven')
    return [rootFile === project.path ? posix.join(root, 'target') : '**/target', ...git]
  // A package of the sources may be called `build`: only those beside a build file are Gradle's.
  const folders = java.copied
    .filter(({ context }) => isGradleFile(context))
    .map(({ context }) => posix.dirname(context))
  return [...new Set([root, ...folders])]
    .map(folder => posix.join(folder, 'build'))
    .concat(posix.join(root, '.gradle'), git)
}
