import type { AppFiles } from '../app/app-files.ts'
import { readPackageJson } from '../app/package-json.ts'
import { readPom } from '../app/pom.ts'
import { jarName } from '../stacks/java-maven/jar-name.ts'
import { javaVersion } from '../stacks/java-maven/java-version.ts'

/** Supported at the time of writing, where the app names no version. */
const defaultNode = '22'
const defaultJava = '21'

/**
 * The Dockerfile that people write first, for a stack whose plans start from one: it is never written, only rewritten.
 * @returns undefined where the app is of no such stack, or says too little
 */
export function plainDockerfile(app: AppFiles): string | undefined {
  return forMaven(app) ?? forNode(app)
}

function forMaven(app: AppFiles): string | undefined {
  const pom = readPom(app, 'pom.xml')
  const jar = pom && jarName(pom)
  if (!pom || !jar) return undefined
  const java = javaVersion(pom)?.value ?? defaultJava
  return text(`maven:3.9-eclipse-temurin-${java}`, ['mvn -B package'], ['java', '-jar', `target/${jar.name}`])
}

function forNode(app: AppFiles): string | undefined {
  const manifest = readPackageJson(app, 'package.json')
  const found = managerOf(app)
  if (!manifest || found === undefined || !manifest.scripts.has('build')) return undefined
  const { manager, install } = found
  const runs = [install, `${manager} run build`]
  const version = nodeVersion(app, manifest.node?.value)
  const start = ['start', 'dev', 'preview'].find(name => manifest.scripts.has(name))
  return text(`node:${version}-slim`, runs, [manager, 'run', start ?? 'start'])
}

/** Undefined without a lock file: what would be installed is not known. */
function managerOf(app: AppFiles): { readonly manager: string; readonly install: string } | undefined {
  if (app.has('package-lock.json') || app.has('npm-shrinkwrap.json'))
    return { manager: 'npm', install: 'npm ci' }
  if (app.has('pnpm-lock.yaml'))
    return { manager: 'pnpm', install: 'corepack enable && pnpm install --frozen-lockfile' }
  if (app.has('yarn.lock')) return { manager: 'yarn', install: 'yarn install --frozen-lockfile' }
  return undefined
}

/** A major version that the app names plainly: `.nvmrc`, `.node-version`, or `engines` such as `22` or `>=20.1`. */
function nodeVersion(app: AppFiles, engines: string | undefined): string {
  const named = app.read('.nvmrc') ?? app.read('.node-version') ?? engines ?? ''
  return /^\s*(?:>=|\^|~|v)?\s*v?(\d{2})(?:\.|x|\s*$)/.exec(named)?.[1] ?? defaultNode
}

function text(base: string, runs: readonly string[], command: readonly string[]): string {
  const lines = [`FROM ${base}`, 'WORKDIR /app', 'COPY . .', ...runs.map(run => `RUN ${run}`)]
  return `${[...lines, `CMD ${JSON.stringify(command)}`].join('\n')}\n`
}
