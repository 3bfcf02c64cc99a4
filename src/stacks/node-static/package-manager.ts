import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'

/** Yarn 1 and Yarn since 2 (`berry`) share a name and little else. */
export type PackageManager = 'npm' | 'yarn' | 'berry' | 'pnpm' | 'bun'

/** What differs between the package managers, as far as a build is concerned. */
export interface Manager {
  readonly name: PackageManager
  /** As people call it. */
  readonly title: string
  /** Where root's downloads are kept; undefined where it depends on the version. */
  readonly cache: string | undefined
  readonly build: string
  /** Flags that leave out devDependencies. */
  readonly production: RegExp
  /** The flag that brings them in where NODE_ENV is `production`; undefined where that is not asked. */
  readonly development: string | undefined
}

const managers: Readonly<Record<PackageManager, Manager>> = {
  npm: {
    name: 'npm',
    title: 'npm',
    cache: '/root/.npm',
    build: 'npm run build',
    production: /^(?:--omit=dev|--only=prod(?:uction)?|--production(?:=true)?|--no-dev)$/,
    development: '--include=dev',
  },
  yarn: {
    name: 'yarn',
    title: 'yarn',
    cache: '/usr/local/share/.cache/yarn',
    build: 'yarn build',
    production: /^(?:--production(?:=true)?|--prod(?:=true)?)$/,
    development: '--production=false',
  },
  berry: {
    name: 'berry',
    title: 'yarn',
    cache: '/root/.yarn/berry/cache',
    build: 'yarn build',
    production: /^--production$/,
    development: undefined,
  },
  pnpm: {
    name: 'pnpm',
    title: 'pnpm',
    cache: '/root/.local/share/pnpm/store',
    build: 'pnpm run build',
    production: /^(?:--prod(?:uction)?(?:=true)?|-P)$/,
    development: '--prod=false',
  },
  bun: {
    name: 'bun',
    title: 'Bun',
    cache: '/root/.bun/install/cache',
    build: 'bun run build',
    production: /^(?:--production|-p|--omit=dev)$/,
    development: undefined,
  },
}

/** The package manager by its name. */
export const managerNamed = (name: PackageManager): Manager => managers[name]

/** The manager that a command calls: `yarn` is Yarn 1 unless the folder of a package says otherwise. */
export function managerOf(app: AppFiles, manifest: PackageJson, program: PackageManager): PackageManager {
  return program === 'yarn' && isBerry(app, manifest) ? 'berry' : program
}

/** Yarn 2 and later write `__metadata` into their lock file and read .yarnrc.yml. */
export function isBerry(app: AppFiles, manifest: PackageJson): boolean {
  const asked = /^yarn@(\d+)/.exec(manifest.packageManager?.value ?? '')?.[1]
  if (asked !== undefined) return asked !== '1'
  const beside = (name: string) => posix.join(posix.dirname(manifest.path), name)
  return app.has(beside('.yarnrc.yml')) || /^__metadata:/m.test(app.read(beside('yarn.lock')) ?? '')
}

/** Why Yarn's way to install leaves no node_modules to ship; undefined where it does. */
export function plugAndPlay(app: AppFiles, manifest: PackageJson): string | undefined {
  if (!isBerry(app, manifest)) return undefined
  const settings = app.read(posix.join(posix.dirname(manifest.path), '.yarnrc.yml')) ?? ''
  return /^nodeLinker:\s*["']?(?:node-modules|pnpm)\b/m.test(settings)
    ? undefined
    : 'Yarn installs by Plug’n’Play, which is not known yet (`nodeLinker: node-modules` in .yarnrc.yml)'
}

/** Lets Yarn write a folder of packages in an image, whatever the project does elsewhere: yarnpkg.com/configuration/yarnrc. */
export const nodeModules = 'YARN_NODE_LINKER=node-modules'

/** The format of Yarn's lock file by the release that writes it. Source: its LOCKFILE_VERSION in packages/yarnpkg-core. */
const lockFormats: Readonly<Record<string, number>> = { 4: 2, 5: 3, 6: 3, 8: 4 }

/** The release of Yarn since 2 that installs: what package.json or yarnPath names, else what wrote the lock file. */
export function yarnRelease(app: AppFiles, manifest: PackageJson): number | undefined {
  const beside = (name: string) => app.read(posix.join(posix.dirname(manifest.path), name)) ?? ''
  const asked =
    /^yarn@(\d+)/.exec(manifest.packageManager?.value ?? '') ??
    /^yarnPath:.*\/yarn-(\d+)/m.exec(beside('.yarnrc.yml'))
  const format = /^__metadata:\n\s+version:\s*(\d+)/m.exec(beside('yarn.lock'))?.[1]
  return asked ? Number(asked[1]) : lockFormats[format ?? '']
}

/** True where `yarn workspaces focus` is there: built in since 4, before that a plugin. */
export const focuses = (app: AppFiles, manifest: PackageJson): boolean =>
  (yarnRelease(app, manifest) ?? 0) >= 4 ||
  /plugin-workspace-tools/.test(app.read(posix.join(posix.dirname(manifest.path), '.yarnrc.yml')) ?? '')

/** The files that an install reads, where they exist beside a package.json; the sources are none of them. */
export function installManifests(app: AppFiles, manifest: PackageJson): readonly string[] {
  const folder = posix.dirname(manifest.path)
  return [
    'package.json',
    'package-lock.json',
    'npm-shrinkwrap.json',
    'yarn.lock',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'bun.lock',
    'bun.lockb',
    'bunfig.toml',
    '.npmrc',
    '.yarnrc',
    '.yarnrc.yml',
    '.pnpmfile.cjs',
  ]
    .map(name => posix.join(folder, name))
    .filter(path => app.has(path))
}

/** Yarn's own releases, plugins and patches, which an install reads too; undefined where there are none. */
export function yarnFolder(app: AppFiles, manifest: PackageJson): string | undefined {
  const folder = posix.join(posix.dirname(manifest.path), '.yarn')
  return app.list().some(path => path.startsWith(`${folder}/`)) ? folder : undefined
}

/**
 * A script that only sets up the author's own machine, Git hooks and types for the editor: what a build needs of that it
 * makes itself, and without development packages the script would fail.
 */
const setsUp =
  /^(?:is-ci \|\| )?(?:husky(?: install)?|simple-git-hooks|lefthook install|svelte-kit sync|nux[ti] prepare|astro sync|react-router typegen)(?: \|\| (?:true|exit 0|echo(?: ''| "")?))?$/

/** The scripts that an install runs and what ships does not need. */
const setupScripts = (manifest: PackageJson): readonly string[] =>
  ['prepare', 'postinstall'].filter(name => setsUp.test(manifest.scripts.get(name)?.value.trim() ?? ''))

/** What goes before an install, so that those scripts, and others, are not run; the sources bring package.json back. */
export function withoutSetup(manifest: PackageJson, others: readonly string[] = []): string {
  const names = [...setupScripts(manifest), ...others].map(name => ` scripts.${name}`)
  return names.length === 0 ? '' : `npm pkg delete${names.join('')} && `
}

/**
 * Why the sources have to be there when packages are installed; undefined where the manifests are enough.
 * @param members names of the packages of the same workspace, whose manifests will be there
 * @param without scripts that the install is spared
 */
export function needsSources(
  app: AppFiles,
  manifest: PackageJson,
  members: ReadonlySet<string> = new Set(),
  without: readonly string[] = [],
): string | undefined {
  const script = ['preinstall', 'install', 'postinstall', 'prepare'].find(
    name =>
      manifest.scripts.has(name) &&
      !setupScripts(manifest).includes(name) &&
      !without.includes(name) &&
      !/^npx (?:-y |--yes )?only-allow \w+$/.test(manifest.scripts.get(name)?.value.trim() ?? ''),
  )
  if (script !== undefined) return `the ${script} script`
  if (members.size === 0 && manifest.workspaces.length > 0) return 'workspaces'
  const local = [...manifest.dependencies, ...manifest.devDependencies].find(
    ([name, range]) => /^(?:file:|link:|workspace:|\.)/.test(range.value) && !members.has(name),
  )
  if (local) return `the local package ${local[0]}`
  return members.size === 0 && yarnFolder(app, manifest) !== undefined ? 'the folder .yarn' : undefined
}
