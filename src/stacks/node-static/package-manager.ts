import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'

export type PackageManager = 'npm' | 'yarn' | 'pnpm'

/** What differs between the package managers, as far as a build is concerned. */
export interface Manager {
  readonly name: PackageManager
  /** Where root's downloads are kept; undefined where it depends on the version. */
  readonly cache: string | undefined
  readonly build: string
  /** Flags that leave out devDependencies. */
  readonly production: RegExp
  /** The flag that brings them in where NODE_ENV is `production`. */
  readonly development: string
}

const managers: Readonly<Record<PackageManager, Manager>> = {
  npm: {
    name: 'npm',
    cache: '/root/.npm',
    build: 'npm run build',
    production: /^(?:--omit=dev|--only=prod(?:uction)?|--production(?:=true)?|--no-dev)$/,
    development: '--include=dev',
  },
  yarn: {
    name: 'yarn',
    cache: '/usr/local/share/.cache/yarn',
    build: 'yarn build',
    production: /^(?:--production(?:=true)?|--prod(?:=true)?)$/,
    development: '--production=false',
  },
  pnpm: {
    name: 'pnpm',
    cache: '/root/.local/share/pnpm/store',
    build: 'pnpm run build',
    production: /^(?:--prod(?:uction)?(?:=true)?|-P)$/,
    development: '--prod=false',
  },
}

/** The package manager by its name. */
export const managerNamed = (name: PackageManager): Manager => managers[name]

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
    '.npmrc',
    '.yarnrc',
    '.yarnrc.yml',
  ]
    .map(name => posix.join(folder, name))
    .filter(path => app.has(path))
}

/** Why the sources have to be there when packages are installed; undefined where the manifests are enough. */
export function needsSources(app: AppFiles, manifest: PackageJson): string | undefined {
  const folder = posix.dirname(manifest.path)
  const script = ['preinstall', 'install', 'postinstall', 'prepare'].find(name => manifest.scripts.has(name))
  if (script !== undefined) return `the ${script} script`
  if (manifest.workspaces) return 'workspaces'
  const local = [...manifest.dependencies, ...manifest.devDependencies].find(([, range]) =>
    /^(?:file:|link:|workspace:|\.)/.test(range.value),
  )
  if (local) return `the local package ${local[0]}`
  const yarn = posix.join(folder, '.yarn/')
  return app.list().some(path => path.startsWith(yarn)) ? 'the folder .yarn' : undefined
}
