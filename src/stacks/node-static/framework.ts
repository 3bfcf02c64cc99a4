import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Located, PackageJson } from '../../app/package-json.ts'
import type { Evidence } from '../../model/change.ts'
import { configOf, dotEnv, flagOf, inlineSetting, type Setting, settingIn } from './config-text.ts'

/** What builds the site, and what its output looks like. */
export interface Framework {
  readonly id: 'vite' | 'cra' | 'vue-cli'
  readonly title: string
  readonly evidence: Evidence
  /** Relative to the package's folder. */
  readonly output: string
  /** The path below which the site expects to be served; ends in a slash. */
  readonly base: string
  readonly baseEvidence: Evidence | undefined
  /** The folder of the output whose file names carry a hash. */
  readonly hashed: string
}

/** Frameworks that render on a server: what they ship is a program, not files. */
const serverSide =
  /^(?:next|nuxt|nuxt3|gatsby|astro|vike|vite-plugin-ssr|@remix-run\/(?:node|react|serve)|@react-router\/(?:node|serve)|@sveltejs\/kit|@solidjs\/start|@tanstack\/(?:react-)?start)$/

/** Reads what builds the site; a string says why it cannot be told; undefined where nothing builds a site here. */
export function readFramework(app: AppFiles, manifest: PackageJson, env: ReadonlyMap<string, string>) {
  const build = manifest.scripts.get('build')
  const all = new Map([...manifest.devDependencies, ...manifest.dependencies])
  const server = [...all.keys()].find(name => serverSide.test(name))
  if (server !== undefined)
    return `${server} renders on a server; its output is a program, not a folder of files`
  if (!build) return undefined
  if (/\breact-scripts\s+build\b/.test(build.value)) return readCra(app, manifest, build, env)
  if (/\bvite\b(?!\s*-?node)[^&|;]*\bbuild\b/.test(build.value)) return readVite(app, manifest, build)
  if (/\bvue-cli-service\s+build\b/.test(build.value)) return readVueCli(app, manifest, build)
  return undefined
}

function factOf(manifest: PackageJson, name: string, located: Located): Evidence {
  return { file: manifest.path, range: located.range, fact: `"${name}": "${located.value}"` }
}

/** Source: create-react-app, config/paths.js: BUILD_PATH, PUBLIC_URL, then homepage. */
function readCra(
  app: AppFiles,
  manifest: PackageJson,
  build: Located,
  env: ReadonlyMap<string, string>,
): Framework | string {
  const setting = (name: string) =>
    inlineSetting(build.value, name) ?? env.get(name) ?? dotEnv(app, manifest, name)
  const url = setting('PUBLIC_URL')
  const homepage = manifest.homepage
  const base = basePath(url ?? homepage?.value ?? '/')
  if (base === undefined) return `the path of the site cannot be told from ${url ?? homepage?.value ?? ''}`
  return {
    id: 'cra',
    title: 'Create React App',
    evidence: factOf(manifest, 'build', build),
    output: setting('BUILD_PATH') ?? 'build',
    base,
    baseEvidence: url === undefined && homepage ? factOf(manifest, 'homepage', homepage) : undefined,
    hashed: 'static',
  }
}

function readVite(app: AppFiles, manifest: PackageJson, build: Located): Framework | string {
  const config = configOf(app, manifest, 'vite.config')
  const read = (key: string) => settingIn(config, key)
  const root = read('root')
  if (root && root.value !== '.' && root.value !== './')
    return `the root of the site is set in ${placeOf(root.evidence)}`
  const output = flagOf(build.value, 'outDir') ?? read('outDir')
  const hashed = flagOf(build.value, 'assetsDir') ?? read('assetsDir')
  const unread = [output, hashed].find(each => typeof each === 'object' && each.value === undefined)
  if (typeof unread === 'object') return `the output of the build is computed in ${placeOf(unread.evidence)}`
  const flag = flagOf(build.value, 'base')
  const setting = flag === undefined ? read('base') : undefined
  const usesHomepage =
    setting !== undefined && setting.value === undefined && /homepage/.test(setting.evidence.fact)
  const written = flag ?? setting?.value ?? (usesHomepage ? homepagePath(manifest) : undefined)
  if (setting && written === undefined)
    return `the path of the site is computed in ${placeOf(setting.evidence)}`
  const base = basePath(written ?? '/')
  if (base === undefined) return `the path of the site cannot be told from ${written ?? ''}`
  const homepage =
    usesHomepage && manifest.homepage ? factOf(manifest, 'homepage', manifest.homepage) : undefined
  return {
    id: 'vite',
    title: 'Vite',
    evidence: factOf(manifest, 'build', build),
    output: textOf(output) ?? 'dist',
    base,
    baseEvidence: homepage ?? setting?.evidence,
    hashed: textOf(hashed) ?? 'assets',
  }
}

function readVueCli(app: AppFiles, manifest: PackageJson, build: Located): Framework | string {
  const config = configOf(app, manifest, 'vue.config')
  const output = flagOf(build.value, 'dest') ?? settingIn(config, 'outputDir')
  const path = settingIn(config, 'publicPath')
  const unread = [output, path].find(each => typeof each === 'object' && each.value === undefined)
  if (typeof unread === 'object') return `the output of the build is computed in ${placeOf(unread.evidence)}`
  const base = basePath(path?.value ?? '/')
  if (base === undefined) return 'the path of the site cannot be told from publicPath'
  return {
    id: 'vue-cli',
    title: 'Vue CLI',
    evidence: factOf(manifest, 'build', build),
    output: textOf(output) ?? 'dist',
    base,
    baseEvidence: path?.evidence,
    hashed: 'js',
  }
}

const textOf = (setting: string | Setting | undefined) =>
  typeof setting === 'string' ? setting : setting?.value

const placeOf = ({ file, range }: Evidence) => `${file}:${range?.start.line ?? 1}`

const homepagePath = (manifest: PackageJson) => manifest.homepage?.value

/** The path below which a site is served: that of a URL, `/` for a relative one; undefined for what is no path. */
function basePath(written: string): string | undefined {
  if (written === '' || written === '.' || written === './') return '/'
  const path = /^https?:\/\//.test(written) ? pathOfUrl(written) : written
  if (path === undefined || /[\s$`{}"';]/.test(path)) return undefined
  return posix.join('/', path, '/')
}

function pathOfUrl(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).pathname : undefined
}
