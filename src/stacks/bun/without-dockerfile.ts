import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type PackageJson, readPackageJson } from '../../app/package-json.ts'
import { pinnedTool } from '../../app/pinned-tool.ts'
import { procfileWeb } from '../../app/procfile.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Evidence } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { readBunApp } from './bun-app.ts'
import { planBun } from './plan-bun.ts'

const locks = ['bun.lock', 'bun.lockb']

/** A Dockerfile for an app that Bun starts and that has none. A string says why not; undefined where Bun starts nothing. */
export function newBunPlans(app: AppFiles): readonly Plan[] | string | undefined {
  const manifest = readPackageJson(app, 'package.json')
  const start = manifest && startOf(app, manifest)
  if (!start) return undefined
  const other = otherEcosystem(app, 'node')
  if (other !== undefined) return `${other} stands beside package.json: say which of them is the app`
  const lock = locks.find(file => app.has(file))
  const built = /\bbun build\b/.test(manifest.scripts.get('build')?.value ?? '')
  const needed = manifest.dependencies.size + (built ? manifest.devDependencies.size : 0)
  if (lock === undefined && needed > 0)
    return 'Bun starts the app, and there is no bun.lock: run `bun install` once and keep it, so that every build installs the same'
  const version = versionOf(app, manifest)
  const port = portOf(app)
  const text = [
    `FROM oven/bun:${version?.tag ?? '1'}`,
    'WORKDIR /app',
    `COPY ${['package.json', lock, 'bunfig.toml'].filter(file => file !== undefined && app.has(file)).join(' ')} ./`,
    `RUN bun install${lock === undefined ? '' : ' --frozen-lockfile'}`,
    'COPY . .',
    ...(built ? ['RUN bun run build'] : []),
    'ENV NODE_ENV=production',
    ...(port === undefined ? [] : [`EXPOSE ${port}`]),
    `CMD [${start.argv.map(each => JSON.stringify(each)).join(', ')}]`,
    '',
  ].join('\n')
  const bun = readBunApp(app, buildModel(parseDockerfile(text, 'Dockerfile')))
  if (bun === undefined || typeof bun === 'string') return bun
  const plans = planBun(app, bun, true)
  if (typeof plans === 'string') return plans
  const because = version ? `, and ${version.evidence.fact}` : ''
  return plans.map(plan => ({
    ...plan,
    changes: [
      {
        id: 'bun-new-dockerfile',
        title: 'A Dockerfile that ships the production packages and the program on Bun',
        because: `There is none; ${start.evidence.fact} starts the program${because}.`,
        evidence: [start.evidence, ...(version ? [version.evidence] : [])],
        applicability: 'needs-verification',
      },
    ],
  }))
}

interface BunStart {
  readonly argv: readonly string[]
  readonly evidence: Evidence
}

/** The Procfile or a script that is `bun FILE`; in a Bun project without a start script what `module` or `main` names. */
function startOf(app: AppFiles, manifest: PackageJson): BunStart | undefined {
  const web = procfileWeb(app)
  const named = web && bunWords(app, web.command)
  if (named) return { argv: named, evidence: web.evidence }
  for (const name of ['start:prod', 'start']) {
    const script = manifest.scripts.get(name)
    const argv = script && bunWords(app, script.value)
    if (argv)
      return {
        argv,
        evidence: { file: manifest.path, range: script.range, fact: `"${name}": "${script.value}"` },
      }
  }
  const bunProject =
    [...locks, 'bunfig.toml'].some(file => app.has(file)) || manifest.devDependencies.has('@types/bun')
  if (!bunProject || manifest.scripts.has('start')) return undefined
  const module = /"module"\s*:\s*"([^"]+)"/.exec(app.read(manifest.path) ?? '')?.[1]
  const file = [module, manifest.main, 'index.ts'].find(each => each !== undefined && isProgram(app, each))
  return file === undefined
    ? undefined
    : {
        argv: ['bun', posix.normalize(file)],
        evidence: { file: posix.normalize(file), fact: posix.normalize(file) },
      }
}

/** `bun FILE` and `bun run FILE` with plain arguments, where the file is there or a build makes it. */
function bunWords(app: AppFiles, command: string): readonly string[] | undefined {
  const words = command.trim().split(/\s+/)
  const rest = words.slice(words[1] === 'run' ? 2 : 1)
  if (words[0] !== 'bun' || words.some(word => /[$`&|;<>(){}*?"'\\=]/.test(word))) return undefined
  const file = rest.find(word => !word.startsWith('-')) ?? ''
  return isProgram(app, file) || /^(?:dist|build|out)\//.test(posix.normalize(file))
    ? ['bun', ...rest]
    : undefined
}

const isProgram = (app: AppFiles, file: string) =>
  /\.[cm]?[jt]sx?$/.test(file) && app.has(posix.normalize(file))

/** What mise or asdf is told, `.bun-version`, then `packageManager`. */
function versionOf(
  app: AppFiles,
  { packageManager, path }: PackageJson,
): { readonly tag: string; readonly evidence: Evidence } | undefined {
  const pinned = pinnedTool(app, 'bun')
  if (pinned && isVersion(pinned.version)) return { tag: pinned.version, evidence: pinned.evidence }
  const file = '.bun-version'
  const own = app.read(file)?.trim().replace(/^v/, '') ?? ''
  if (isVersion(own)) return { tag: own, evidence: { file, fact: `${file} names ${own}` } }
  const managed = /^bun@([\d.]+)/.exec(packageManager?.value ?? '')?.[1]
  if (!packageManager || managed === undefined || !isVersion(managed)) return undefined
  return {
    tag: managed,
    evidence: { file: path, range: packageManager.range, fact: `packageManager names Bun ${managed}` },
  }
}

const isVersion = (text: string) => /^\d+(?:\.\d+){0,2}$/.test(text)

/** What a source names beside `port` or `listen`; 3000 where it only serves. Source: bun.com/docs/api/http */
function portOf(app: AppFiles): string | undefined {
  const texts = app
    .list()
    .filter(
      path =>
        /\.[cm]?[jt]sx?$/.test(path) && !/(?:^|\/)(?:tests?|node_modules)\/|\.(?:test|spec)\./.test(path),
    )
    .map(path => app.read(path) ?? '')
  const named = texts
    .map(
      text =>
        /\b(?:port\s*[:=]|listen\()\s*(?:(?:process|Bun)\.env\.PORT\s*(?:\|\||\?\?)\s*)?["']?(\d{2,5})\b/i.exec(
          text,
        )?.[1],
    )
    .find(Boolean)
  const serves = texts.some(text =>
    /\bBun\.serve\(|^export default \{[^}]*\bfetch\b|^export default app\b/m.test(text),
  )
  return named ?? (serves ? '3000' : undefined)
}
