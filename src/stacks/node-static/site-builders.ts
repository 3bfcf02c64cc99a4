import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type JsonNode, parseJsonWithRanges } from '../../app/json-ranges.ts'
import type { Located, PackageJson } from '../../app/package-json.ts'
import { configOf, flagOf, type Setting, settingIn } from './config-text.ts'
import { basePath, factOf, type Framework, placeOf } from './framework-facts.ts'

/** A build script's tool, and what it makes of an app; a string says why that cannot be told. */
export interface SiteBuilder {
  readonly script: RegExp
  readonly read: (app: AppFiles, manifest: PackageJson, build: Located) => Framework | string
}

/** Tools that write a folder of pages. In the order in which they are tried. */
export const siteBuilders: readonly SiteBuilder[] = [
  { script: /\bng\s+build\b/, read: readAngular },
  { script: /\bastro\s+build\b/, read: readAstro },
  { script: /\bnext\s+build\b/, read: readNextExport },
  { script: /\bdocusaurus\s+build\b/, read: readDocusaurus },
  { script: /\bvitepress\s+build\b/, read: readVitePress },
  { script: /\bgatsby\s+build\b/, read: readGatsby },
  { script: /\bnuxt(?:i)?\s+generate\b/, read: readNuxtGenerate },
  { script: /(?:^|[\s/])(?:eleventy|@11ty\/eleventy)(?=\s|$)(?!.*--serve)/, read: readEleventy },
]

/** What most of them have in common. */
function pagesOf(
  manifest: PackageJson,
  build: Located,
  rest: Partial<Framework> & Pick<Framework, 'id' | 'title' | 'output'>,
): Framework {
  return {
    evidence: factOf(manifest, 'build', build),
    base: '/',
    baseEvidence: undefined,
    hashed: undefined,
    pages: true,
    notFound: undefined,
    maps: false,
    ...rest,
  }
}

const here = (manifest: PackageJson, path: string) => posix.join(posix.dirname(manifest.path), path)

/** The path of a setting, or why it cannot be told. */
function baseOf(setting: Setting | undefined): { readonly base: string } | string {
  if (!setting) return { base: '/' }
  const base = setting.value === undefined ? undefined : basePath(setting.value)
  return base === undefined ? `the path of the site is computed in ${placeOf(setting.evidence)}` : { base }
}

const computed = (setting: Setting | undefined): string | undefined =>
  setting && setting.value === undefined
    ? `the output of the build is computed in ${placeOf(setting.evidence)}`
    : undefined

/**
 * `angular.json`: the application builder writes into `browser` below its output, the older one into the output itself.
 * Source: https://angular.dev/reference/configs/workspace-config
 */
function readAngular(app: AppFiles, manifest: PackageJson, build: Located): Framework | string {
  const path = here(manifest, 'angular.json')
  const root = parseJsonWithRanges(app.read(path) ?? '')
  const projects = [...(membersOf(memberOf(root, 'projects')) ?? [])]
  const named = /\bng\s+build\s+([\w@/-]+)/.exec(build.value)?.[1]
  const name =
    named ??
    textOf(memberOf(root, 'defaultProject')) ??
    (projects.length === 1 ? projects[0]?.[0] : undefined)
  const project = projects.find(([key]) => key === name)?.[1]
  if (name === undefined || !project) return `which project of ${path} is built cannot be told`
  const target = memberOf(memberOf(project, 'architect') ?? memberOf(project, 'targets'), 'build')
  const options = memberOf(target, 'options')
  const production = memberOf(memberOf(target, 'configurations'), 'production')
  const option = (key: string) => memberOf(production, key) ?? memberOf(options, key)
  const builder = textOf(memberOf(target, 'builder')) ?? ''
  const application = builder.endsWith(':application')
  if (!application && !/:browser(?:-esbuild)?$/.test(builder)) return `the builder ${builder} is not known`
  const server = (memberOf(options, 'ssr') ?? memberOf(options, 'server')) !== undefined
  if (server && textOf(option('outputMode')) !== 'static')
    return `${path} renders on a server; its output is a program, not a folder of files`
  const output = option('outputPath')
  const top = textOf(output) ?? textOf(memberOf(output, 'base')) ?? (output ? undefined : `dist/${name}`)
  const browser = output?.kind === 'object' ? (textOf(memberOf(output, 'browser')) ?? 'browser') : 'browser'
  if (top === undefined) return `the output of the build cannot be told from ${path}`
  const href = flagOf(build.value, 'base-href') ?? textOf(option('baseHref'))
  const base = basePath(href ?? '/')
  if (base === undefined) return `the path of the site cannot be told from ${href ?? ''}`
  return pagesOf(manifest, build, {
    id: 'angular',
    title: 'Angular',
    output: application ? posix.join(top, browser) : top,
    base,
    pages: false,
  })
}

/** Static unless `output` or an adapter says otherwise. Source: https://docs.astro.build/en/reference/configuration-reference/ */
function readAstro(app: AppFiles, manifest: PackageJson, build: Located): Framework | string {
  const config = configOf(app, manifest, 'astro.config')
  const mode = settingIn(config, 'output')
  const adapter =
    settingIn(config, 'adapter') ?? [...manifest.dependencies.keys()].find(name => name === '@astrojs/node')
  if (adapter ?? (mode && mode.value !== 'static' ? mode : undefined))
    return 'astro renders on a server; its output is a program, not a folder of files'
  const output = settingIn(config, 'outDir')
  const base = baseOf(settingIn(config, 'base'))
  if (typeof base === 'string') return base
  const page = here(manifest, 'src/pages/404.')
  return (
    computed(output) ??
    pagesOf(manifest, build, {
      id: 'astro',
      title: 'Astro',
      output: output?.value ?? 'dist',
      ...base,
      baseEvidence: settingIn(config, 'base')?.evidence,
      hashed: '_astro',
      notFound: app.list().some(path => path.startsWith(page)) ? '404.html' : undefined,
    })
  )
}

/** Source: https://nextjs.org/docs/app/guides/static-exports */
function readNextExport(app: AppFiles, manifest: PackageJson, build: Located): Framework | string {
  const config = configOf(app, manifest, 'next.config')
  if (settingIn(config, 'output')?.value !== 'export')
    return 'next renders on a server; its output is a program, not a folder of files'
  const output = settingIn(config, 'distDir')
  const base = baseOf(settingIn(config, 'basePath'))
  if (typeof base === 'string') return base
  return (
    computed(output) ??
    pagesOf(manifest, build, {
      id: 'next-export',
      title: 'Next, exported',
      output: output?.value ?? 'out',
      ...base,
      baseEvidence: settingIn(config, 'basePath')?.evidence,
      hashed: '_next/static',
      notFound: '404.html',
    })
  )
}

/** Source: https://docusaurus.io/docs/api/docusaurus-config */
function readDocusaurus(app: AppFiles, manifest: PackageJson, build: Located): Framework | string {
  const setting = settingIn(configOf(app, manifest, 'docusaurus.config'), 'baseUrl')
  const base = baseOf(setting)
  if (typeof base === 'string') return base
  return pagesOf(manifest, build, {
    id: 'docusaurus',
    title: 'Docusaurus',
    output: flagOf(build.value, 'out-dir') ?? 'build',
    ...base,
    baseEvidence: setting?.evidence,
    hashed: 'assets',
    notFound: '404.html',
  })
}

function readVitePress(app: AppFiles, manifest: PackageJson, build: Located): Framework | string {
  const folder = /\bvitepress\s+build\s+([\w./-]+)/.exec(build.value)?.[1] ?? '.'
  const config = configOf(app, manifest, posix.join(folder, '.vitepress/config'))
  const output = settingIn(config, 'outDir')
  const base = baseOf(settingIn(config, 'base'))
  if (typeof base === 'string') return base
  if (output) return `the output of the build is set in ${placeOf(output.evidence)}, which is not known yet`
  return pagesOf(manifest, build, {
    id: 'vitepress',
    title: 'VitePress',
    output: posix.join(folder, '.vitepress/dist'),
    ...base,
    hashed: 'assets',
    notFound: '404.html',
  })
}

function readGatsby(_app: AppFiles, manifest: PackageJson, build: Located): Framework | string {
  if (/--prefix-paths\b/.test(build.value))
    return 'the path of the site is pathPrefix, which is not known yet'
  return pagesOf(manifest, build, {
    id: 'gatsby',
    title: 'Gatsby',
    output: 'public',
    hashed: 'static',
    maps: true,
  })
}

function readNuxtGenerate(app: AppFiles, manifest: PackageJson, build: Located): Framework | string {
  const base = baseOf(settingIn(configOf(app, manifest, 'nuxt.config'), 'baseURL'))
  if (typeof base === 'string') return base
  return pagesOf(manifest, build, {
    id: 'nuxt-generate',
    title: 'Nuxt, generated',
    output: '.output/public',
    ...base,
    hashed: '_nuxt',
    notFound: '404.html',
  })
}

/** Source: https://www.11ty.dev/docs/config/ */
function readEleventy(app: AppFiles, manifest: PackageJson, build: Located): Framework | string {
  const config = configOf(app, manifest, 'eleventy.config') ?? configOf(app, manifest, '.eleventy')
  const output = settingIn(config, 'output')
  const base = baseOf(settingIn(config, 'pathPrefix'))
  if (typeof base === 'string') return base
  // Eleventy writes links with the prefix, and files without.
  return (
    computed(output) ??
    pagesOf(manifest, build, {
      id: 'eleventy',
      title: 'Eleventy',
      output: flagOf(build.value, 'output') ?? output?.value ?? '_site',
      ...base,
    })
  )
}

const memberOf = (node: JsonNode | undefined, key: string): JsonNode | undefined => membersOf(node)?.get(key)

const membersOf = (node: JsonNode | undefined) => (node?.kind === 'object' ? node.members : undefined)

const textOf = (node: JsonNode | undefined): string | undefined =>
  node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined
