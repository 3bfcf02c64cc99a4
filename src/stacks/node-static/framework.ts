import type { AppFiles } from '../../app/app-files.ts'
import type { Located, PackageJson } from '../../app/package-json.ts'
import {
  configNamed,
  configOf,
  dotEnv,
  flagOf,
  inlineSetting,
  type Setting,
  settingIn,
} from './config-text.ts'
import { basePath, factOf, type Framework, placeOf } from './framework-facts.ts'
import { siteBuilders } from './site-builders.ts'

/** Frameworks that render on a server: what they ship is a program, not files. */
const serverSide =
  /^(?:nuxt|nuxt3|vike|vite-plugin-ssr|@remix-run\/(?:node|react|serve)|@react-router\/(?:node|serve)|@sveltejs\/kit|@solidjs\/start|@tanstack\/(?:react-)?start)$/

/** True where the reason for no site is that a server renders it. */
export const isForServer = (reason: string): boolean => reason.includes(' renders on a server')

/** Reads what builds the site; a string says why it cannot be told; undefined where nothing builds a site here. */
export function readFramework(app: AppFiles, manifest: PackageJson, env: ReadonlyMap<string, string>) {
  const build = manifest.scripts.get('build')
  const all = new Map([...manifest.devDependencies, ...manifest.dependencies])
  const builder = build && siteBuilders.find(({ script }) => script.test(build.value))
  if (build && builder) return builder.read(app, manifest, build)
  if (build && all.has('@sveltejs/adapter-static')) return readSvelteKit(app, manifest, build)
  if (all.has('@sveltejs/adapter-auto') && !all.has('@sveltejs/adapter-node'))
    return '@sveltejs/adapter-auto makes nothing for a container: take @sveltejs/adapter-node for a server, or @sveltejs/adapter-static for files'
  const server = [...all.keys()].find(name => serverSide.test(name))
  if (server !== undefined)
    return `${server} renders on a server; its output is a program, not a folder of files`
  if (!build) return undefined
  if (/\breact-scripts\s+build\b/.test(build.value)) return readCra(app, manifest, build, env)
  if (/\bvite\b(?!\s*-?node)[^&|;]*\bbuild\b/.test(build.value)) return readVite(app, manifest, build)
  if (/\bvue-cli-service\s+build\b/.test(build.value)) return readVueCli(app, manifest, build)
  return undefined
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
    pages: false,
    notFound: undefined,
    maps: setting('GENERATE_SOURCEMAP') === undefined,
    // Source: create-react-app, config/paths.js (appWebpackCache) and config/webpack.config.js (cache.version).
    buildCache: 'node_modules/.cache',
  }
}

function readVite(app: AppFiles, manifest: PackageJson, build: Located): Framework | string {
  const named = /(?:--config|\s-c)[= ](\S+)/.exec(build.value)?.[1]
  const config =
    named === undefined ? configOf(app, manifest, 'vite.config') : configNamed(app, manifest, named)
  if (named !== undefined && !config) return `${named}, which the build is configured by, is not there`
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
    pages: false,
    notFound: undefined,
    maps: false,
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
    pages: false,
    notFound: undefined,
    maps: settingIn(config, 'productionSourceMap') === undefined,
  }
}

const textOf = (setting: string | Setting | undefined) =>
  typeof setting === 'string' ? setting : setting?.value

const homepagePath = (manifest: PackageJson) => manifest.homepage?.value

/** The adapter writes files; a fallback page answers what none of them does. */
function readSvelteKit(app: AppFiles, manifest: PackageJson, build: Located): Framework | string {
  const config = configOf(app, manifest, 'svelte.config')
  const fallback = settingIn(config, 'fallback')
  const output = settingIn(config, 'pages')
  const base = settingIn(config, 'base')
  if (base && (base.value === undefined || basePath(base.value) === undefined))
    return `the path of the site is computed in ${placeOf(base.evidence)}`
  if (fallback && fallback.value !== 'index.html' && fallback.value !== '404.html')
    return `the page for unknown paths is set in ${placeOf(fallback.evidence)}, which is not known yet`
  if (output && output.value === undefined)
    return `the output of the build is computed in ${placeOf(output.evidence)}`
  return {
    id: 'sveltekit-static',
    title: 'SvelteKit, static',
    evidence: factOf(manifest, 'build', build),
    output: output?.value ?? 'build',
    base: basePath(base?.value ?? '/') ?? '/',
    baseEvidence: base?.evidence,
    hashed: '_app/immutable',
    pages: true,
    notFound: fallback?.value === '404.html' ? '404.html' : undefined,
    maps: false,
  }
}
