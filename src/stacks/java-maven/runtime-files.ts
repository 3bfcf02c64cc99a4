import { posix } from 'node:path'
import type { Evidence } from '../../model/change.ts'
import { dataFiles, fromWorkdir, locate, outermost } from '../../model/data-files.ts'
import { shippedSteps } from '../../model/launch.ts'
import { stageCopies } from '../../model/stage-copies.ts'
import { unknownWriter } from '../../model/unknown-writer.ts'
import { copiedOutside, type KeptFile, madeFolders } from '../../model/made-folders.ts'
import type { JavaApp } from './java-app.ts'

/** What only the build reads, by the tool. */
export const sourcesOf = {
  maven: /(?:^|\/)(?:src|pom\.xml|mvnw(?:\.cmd)?|\.mvn|target|HELP\.md)(?:\/|$)|\.iml$/,
  gradle:
    /(?:^|\/)(?:src|gradlew(?:\.bat)?|gradle|\.gradle|build|(?:settings|build)\.gradle(?:\.kts)?|gradle\.properties|buildSrc|HELP\.md)(?:\/|$)|\.iml$/,
} as const

/** Spring Boot reads these beside the working directory, whatever the code says. */
const springSettings = /^(?:config\/.*|application[^/]*\.(?:ya?ml|properties))$/

/**
 * The jar, its libraries and whatever else of the original image the program reads; the jar comes last.
 * @param layers what is shipped in place of the jar
 */
export function runtimeFiles(
  java: JavaApp,
  from: string,
  layers?: readonly KeptFile[],
): readonly KeptFile[] | string {
  const unknown = unknownWriter(shippedSteps(java.build), isOwnTool(java))
  const unseen = java.needs.computed ?? absentOf(java)
  if (unknown !== undefined && unseen) {
    return `\`${unknown}\` may write files, and ${unseen.file}:${unseen.range?.start.line ?? 1} ${unseen.fact}`
  }
  const copies = stageCopies(java.build, java.workdir)
  if (typeof copies === 'string') return `what \`${copies}\` brings cannot be told from the sources`
  const { copied, workdir, needs } = java
  const isSource = (path: string) => sourcesOf[java.project.tool].test(path)
  const read = new Map<string, Evidence>()
  for (const place of needs.files)
    for (const each of locate(place, copied, workdir)) read.set(each.path, each.evidence)
  const computed = needs.computed
  if (computed)
    for (const path of dataFiles(copied, workdir, isSource)) read.set(path, read.get(path) ?? computed)
  for (const each of copies) {
    if (!isSource(posix.relative(workdir, each.path))) read.set(each.path, each.evidence)
  }
  for (const each of copiedOutside(java.build, copied, java.rootFile)) read.set(each.path, each.evidence)
  if (java.dependency) {
    for (const file of copied) {
      const relative = posix.relative(workdir, file.container)
      if (springSettings.test(relative)) read.set(file.container, java.dependency)
    }
  }
  const data = outermost([...read.keys()].filter(path => path !== workdir && path !== java.jar))
  const folders = madeFolders(java.build).filter(
    ({ path }) => path !== workdir && !java.jar.startsWith(`${path}/`),
  )
  return [
    ...folders.map(({ path, owner }) => ({ ...take(java, from, path), ...(owner ? { chown: owner } : {}) })),
    ...data.map(path => explained(java, from, path, read.get(path))),
    ...(java.libraries === undefined
      ? []
      : [{ from, source: `${java.libraries}/`, destination: `./${posix.basename(java.libraries)}/` }]),
    ...(layers ?? programFiles(java, from)),
  ]
}

/** The jar, or the folder of all jars; of Quarkus the folder with it, the libraries first. Source: the Dockerfile.jvm that Quarkus writes. */
function programFiles({ quarkus, jar, shipped, mainClass }: JavaApp, from: string): readonly KeptFile[] {
  if (mainClass !== undefined) return [{ from, source: `${jar}/`, destination: shipped.destination }]
  if (quarkus === undefined) return [{ from, source: jar, destination: shipped.destination }]
  return ['lib', '', 'app', 'quarkus'].map(part => ({
    from,
    source: part === '' ? `${quarkus}/*.jar` : `${quarkus}/${part}/`,
    destination: part === '' ? './' : `./${part}/`,
  }))
}

/** Maven writes below `target`, Gradle below `build`; a move of the jar itself is followed. */
function isOwnTool({ jar }: JavaApp) {
  const name = posix.basename(jar)
  return ([program = '', ...args]: readonly string[]) =>
    /(?:^|\/)(?:mvnw?|gradlew?)$/.test(program) ||
    (/^(?:cp|mv|ln)$/.test(program) && posix.basename(args.at(-1) ?? '') === name) ||
    (/^(?:ba|a|da)?sh$/.test(program) && /(?:mvnw|gradlew)$/.test(args[0] ?? ''))
}

function absentOf({ needs, copied, workdir }: JavaApp): Evidence | undefined {
  const found = needs.files.find(
    each => !/^\/(?:dev|proc|sys|tmp)\//.test(each.fact) && locate(each, copied, workdir).length === 0,
  )
  return found && { ...found, fact: `names ${found.fact}` }
}

function take(java: JavaApp, from: string, path: string): KeptFile {
  return { from, source: path, destination: fromWorkdir(java.workdir, path) }
}

function explained(java: JavaApp, from: string, path: string, evidence: Evidence | undefined): KeptFile {
  const file = take(java, from, path)
  if (!evidence) return file
  return {
    ...file,
    change: {
      id: 'java-runtime-files',
      title: `Keep ${file.destination}`,
      because: 'The program may read it while it runs.',
      evidence: [evidence],
      applicability: 'needs-verification',
    },
  }
}
