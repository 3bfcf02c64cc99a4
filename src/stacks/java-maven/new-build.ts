import type { AppFiles } from '../../app/app-files.ts'
import { pinnedTool } from '../../app/pinned-tool.ts'
import type { Located } from '../../app/package-json.ts'
import { rangeOf } from '../../app/positions.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { namedData } from '../../model/named-data.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { installedLibraries } from './gradle-application.ts'
import { type JavaApp, readJavaApp } from './java-app.ts'
import { readJavaNeeds } from './java-sources.ts'
import { planJava } from './plan-java.ts'
import { sourcesOf } from './runtime-files.ts'

/** Releases with long-term support; a program for one in between runs on the next. */
const releases = [8, 11, 17, 21, 25]

/** How a project is built, whichever tool does it. */
export interface NewBuild {
  readonly file: string
  readonly image: (version: number) => string
  readonly command: string
  /** What starts, relative to the project: a jar, or Gradle's start script. */
  readonly starts: string
  readonly evidence: Evidence
  readonly asked: Located | undefined
  readonly howToAsk: string
  /** True for a web app of Spring Boot, which listens on 8080. */
  readonly web: boolean
}

/**
 * The Java release that a project's own build asks for, else the one that mise, asdf or Heroku is told; a string says why
 * none is known.
 */
export function releaseOf(
  app: AppFiles,
  { file, asked, howToAsk }: NewBuild,
): { readonly version: number; readonly evidence: Evidence } | string {
  const pinned = asked ? undefined : (pinnedTool(app, 'java') ?? herokuJava(app))
  const named = asked?.value ?? /^(?:1\.)?(\d+)/.exec(pinned?.version ?? '')?.[1]
  if (named === undefined) return howToAsk
  const version = releases.find(each => each >= Number(named))
  if (version === undefined) return `no image of Java ${named} is known`
  const own = { file, ...(asked ? { range: asked.range } : {}), fact: `Java ${named}` }
  return { version, evidence: pinned?.evidence ?? own }
}

/** The line of Heroku's system.properties. Format: devcenter.heroku.com/articles/customizing-the-jdk */
function herokuJava(app: AppFiles) {
  const file = 'system.properties'
  const text = app.read(file) ?? ''
  const match = /^[ \t]*java\.runtime\.version[ \t]*[=:][ \t]*(?:[a-z]+-)?(\d[\w.]*)/m.exec(text)
  return match?.[1] === undefined
    ? undefined
    : {
        version: match[1],
        evidence: {
          file,
          range: rangeOf(text, match.index, match.index + match[0].length),
          fact: `${file} names Java ${match[1]}`,
        },
      }
}

/** The plans for a jar that starts alone. */
export function plansOfBuild(app: AppFiles, build: NewBuild): readonly Plan[] | string {
  const release = releaseOf(app, build)
  if (typeof release === 'string') return release
  const needs = readJavaNeeds(app, '.')
  const { programs } = needs
  if (programs)
    return `${programs.file}:${programs.range?.start.line ?? 1} ${programs.fact}: what is to be shipped beside the jar is not known`
  const text = plainDockerfile(app, build, release.version)
  const java = readJavaApp(app, buildModel(parseDockerfile(text, plainName)))
  if (java === 'kept' || typeof java === 'string') return java
  const plans = planJava(app, withNamedData(app, java))
  if (typeof plans === 'string') return plans
  const name = build.starts.split('/').at(-1) ?? ''
  return plans.map(plan => toldAnew(plan, name, [release.evidence, build.evidence]))
}

const plainName = 'Dockerfile'

/**
 * Where a name is computed: what the sources begin to name, in place of all that the folder holds. What they do not name
 * is the caller's file.
 */
function withNamedData(app: AppFiles, java: JavaApp): JavaApp {
  const { needs, copied, workdir, project } = java
  const { computed } = needs
  if (!computed) return java
  const sources = app
    .list()
    .filter(path => /\.(?:java|kt|scala|groovy)$/.test(path) && !/(?:^|\/)src\/(?:test|it|jmh)\//.test(path))
    .map(path => ({ text: app.read(path) ?? '' }))
  const named = namedData(sources, copied, workdir, path => sourcesOf[project.tool].test(path))
  const files = [...needs.files, ...named.map(path => ({ ...computed, fact: path }))]
  return { ...java, needs: { ...needs, computed: undefined, files } }
}

/** The Dockerfile that people write first, for the planner to start from; nobody will see it. */
function plainDockerfile(app: AppFiles, build: NewBuild, version: number): string {
  const port = portOf(app, build)
  const script = installedLibraries(build.starts) !== undefined
  return [
    `FROM ${build.image(version)}`,
    'WORKDIR /app',
    'COPY . .',
    `RUN ${build.command}`,
    ...(port === undefined ? [] : [`EXPOSE ${port}`]),
    `CMD ${JSON.stringify(script ? [build.starts] : ['java', '-jar', build.starts])}`,
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
function portOf(app: AppFiles, { web, starts }: NewBuild): string | undefined {
  if (starts.includes('quarkus')) return '8080'
  const patterns = web
    ? [/^server\.port\s*[=:]\s*(\d+)/m, /^server:\s*\n(?:\s+.*\n)*?\s+port:\s*(\d+)/m]
    : [
        /\bembeddedServer\([^)]*\bport\s*=\s*(\d{2,5})/,
        /\bJavalin\.create\([\s\S]*?\.start\(\s*(\d{2,5})\s*\)/,
        /\bInetSocketAddress\(\s*(?:"[^"\n]*"\s*,\s*)?(\d{2,5})\s*\)/,
      ]
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
