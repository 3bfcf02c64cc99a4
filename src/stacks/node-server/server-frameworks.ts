import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import type { Evidence } from '../../model/change.ts'
import { configOf, settingIn } from '../node-static/config-text.ts'
import { environmentLines, resolveScript } from './resolve-script.ts'

/** What a framework that renders on a server builds, and how that starts. */
export interface ServerFramework {
  readonly title: string
  readonly evidence: Evidence
  /** `node …`, relative to the package's folder in the last stage. */
  readonly argv: readonly string[]
  /** What the build makes, relative to the package's folder, and where the last stage has it. */
  readonly files: readonly { readonly source: string; readonly destination: string }[]
  /** True where the built program holds the packages that it needs. */
  readonly selfContained: boolean
  /** What the build keeps for the next one among the files that ship, and no program reads. */
  readonly cache: string | undefined
  readonly env: readonly string[]
  /** True where two builds of the same sources differ by an id, which no comparison survives. */
  readonly newIds: boolean
}

interface Known {
  readonly start: RegExp
  readonly package: string
  readonly read: (app: AppFiles, manifest: PackageJson, flags: readonly string[]) => Shape | string
}

type Shape = Omit<ServerFramework, 'evidence'>

const folder = (path: string) => ({ source: path, destination: `./${path}` })

/** Programs of packages that serve what a build made: they stop at SIGTERM by themselves. */
const known: readonly Known[] = [
  { start: /^next start\b/, package: 'next', read: readNext },
  {
    start: /^remix-serve\b/,
    package: '@remix-run/serve',
    read: (_app, _manifest, flags) => serving('Remix', 'node_modules/@remix-run/serve/dist/cli.js', flags),
  },
  {
    start: /^react-router-serve\b/,
    package: '@react-router/serve',
    read: (_app, _manifest, flags) =>
      serving('React Router', 'node_modules/@react-router/serve/bin.cjs', flags),
  },
]

/** What a start script comes to where a framework serves; a string says why it cannot be told; undefined for any other. */
export function serverFramework(
  app: AppFiles,
  manifest: PackageJson,
  name: string,
): ServerFramework | string | undefined {
  const script = resolveScript(manifest, name)
  if (typeof script !== 'object') return undefined
  const found = known.find(({ start }) => start.test(script.words.join(' ')))
  if (!found) return undefined
  const dependency = manifest.dependencies.get(found.package)
  if (!dependency) return `${found.package} starts the app and is not among its dependencies`
  const shape = found.read(app, manifest, script.words.slice(1))
  if (typeof shape === 'string') return shape
  return { ...shape, env: [...shape.env, ...environmentLines(script.env)], evidence: script.evidence }
}

/**
 * `output: 'standalone'` makes a folder with the server and the packages that it was traced to use; static files and
 * `public` go beside it. Source: https://nextjs.org/docs/app/api-reference/config/next-config-js/output
 */
function readNext(app: AppFiles, manifest: PackageJson, flags: readonly string[]): Shape | string {
  const config = configOf(app, manifest, 'next.config')
  const output = settingIn(config, 'output')
  const distDir = settingIn(config, 'distDir')
  if (output && output.value === undefined) return `the output of Next is computed in ${output.evidence.file}`
  if (output?.value === 'export') return 'Next exports files, and `next start` does not serve them'
  if (distDir) return `the folder of Next’s output is set in ${distDir.evidence.file}, which is not known yet`
  if (output?.value !== 'standalone') return nextWithPackages(app, manifest, config, flags)
  const port = portOf(flags.slice(1))
  if (port === 'unknown') return `what \`next ${flags.join(' ')}\` listens on cannot be told`
  return {
    title: 'Next, standalone',
    argv: ['node', 'server.js'],
    files: [
      { source: '.next/standalone', destination: './' },
      folder('.next/static'),
      ...publicOf(app, manifest),
    ],
    selfContained: true,
    cache: undefined,
    // The standalone server takes the container's own name for the address to listen on, `next start` all of them.
    env: ['ENV HOSTNAME=0.0.0.0', ...(port === undefined ? [] : [`ENV PORT=${port}`])],
    newIds: newBuildIds(config),
  }
}

function nextWithPackages(
  app: AppFiles,
  manifest: PackageJson,
  config: ReturnType<typeof configOf>,
  flags: readonly string[],
): Shape {
  const name = config === undefined ? [] : [folder(posix.basename(config.path))]
  return {
    title: 'Next',
    argv: ['node', 'node_modules/next/dist/bin/next', ...flags],
    files: [folder('package.json'), ...name, ...publicOf(app, manifest), folder('.next')],
    selfContained: false,
    cache: '.next/cache',
    env: [],
    newIds: newBuildIds(config),
  }
}

const newBuildIds = (config: ReturnType<typeof configOf>) => !config?.text.includes('generateBuildId')

function publicOf(app: AppFiles, manifest: PackageJson) {
  const place = posix.join(posix.dirname(manifest.path), 'public')
  return app.list().some(path => path.startsWith(`${place}/`)) ? [folder('public')] : []
}

/** `-p 3000`, and nothing else. */
function portOf(flags: readonly string[]): string | undefined {
  if (flags.length === 0) return undefined
  const found = /^(?:-p|--port)[ =](\d+)$/.exec(flags.join(' '))?.[1]
  return found ?? 'unknown'
}

/** A program of the packages that serves `build`, with the files of the browser beside those of the server. */
function serving(title: string, program: string, flags: readonly string[]): Shape | string {
  const top = posix.normalize(flags[0] ?? '').split('/')[0] ?? ''
  if (top === '' || top.startsWith('.') || flags.length !== 1)
    return `which folder the build makes cannot be told from ${flags.join(' ')}`
  return {
    title,
    argv: ['node', program, ...flags],
    files: [folder('package.json'), folder(top)],
    selfContained: false,
    cache: undefined,
    env: [],
    newIds: false,
  }
}
