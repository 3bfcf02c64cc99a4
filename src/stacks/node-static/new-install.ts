import type { AppFiles } from '../../app/app-files.ts'
import type { Diagnostic } from '../../dockerfile/source.ts'
import { nodeVersion } from '../../app/node-version.ts'
import type { PackageJson } from '../../app/package-json.ts'
import type { Evidence } from '../../model/change.ts'
import { workspacePackages } from '../../app/workspaces.ts'
import {
  installManifests,
  isBerry,
  type Manager,
  managerNamed,
  managerOf,
  needsSources,
  nodeModules,
  plugAndPlay,
  withoutSetup,
  yarnRelease,
} from './package-manager.ts'

/** How the packages of an app without a Dockerfile are installed. */
export interface NewInstall {
  readonly manager: Manager
  readonly evidence: Evidence
  /** Installs the package manager itself, where the image has none. */
  readonly setup: readonly string[]
  /** What an install reads, or undefined where it needs all the sources. */
  readonly manifests: readonly string[] | undefined
  readonly command: string
}

const locks = [
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['yarn.lock', 'yarn'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
] as const

const commands = {
  npm: 'npm ci',
  yarn: 'yarn install --frozen-lockfile',
  berry: 'yarn install --immutable',
  pnpm: 'pnpm install --frozen-lockfile',
  bun: 'bun install --frozen-lockfile',
} as const

/** Reads the lock file; a string says why it cannot be told what would be installed. */
export function newInstall(app: AppFiles, manifest: PackageJson): NewInstall | string {
  if (workspacePackages(app, manifest).length > 0)
    return 'the folder holds several packages (workspaces): say which is to be built by a Dockerfile'
  return installOf(app, manifest)
}

/** The same for the root of a workspace, where it is known which of its packages is the app. */
export function installOf(app: AppFiles, manifest: PackageJson): NewInstall | string {
  const found = locks.filter(([file]) => app.has(file))
  if (found.length === 0 && manifest.dependencies.size + manifest.devDependencies.size === 0)
    return nothingToInstall(manifest)
  if (found.length === 0) return withoutLock(app, manifest)
  const used = usedManager(app, manifest, new Set(found.map(([, name]) => name)))
  const lock = found.find(([, name]) => name === used?.name)
  if (!used || !lock)
    return `several lock files (${found.map(([file]) => file).join(', ')}): keep the one that is used, or name it by packageManager in ${manifest.path}`
  const missing = lock[1] === 'npm' ? notLocked(app, lock[0], manifest) : undefined
  if (missing !== undefined) return `${lock[0]} lacks ${missing}, and npm ci would fail: run npm install once`
  const setup = managerSetup(app, manifest, lock[1])
  if (typeof setup === 'string') return setup
  const manager = managerOf(app, manifest, lock[1])
  return {
    manager: managerNamed(manager),
    evidence: used.evidence ?? { file: lock[0], fact: `packages are installed by ${lock[1]}` },
    setup,
    manifests: needsSources(app, manifest) === undefined ? installManifests(app, manifest) : undefined,
    command: `${withoutSetup(manifest)}${commands[manager]}`,
  }
}

/** Of several managers the one that package.json names, else the one that continuous integration calls. */
function usedManager(
  app: AppFiles,
  { packageManager, path }: PackageJson,
  names: ReadonlySet<string>,
): { readonly name: string | undefined; readonly evidence?: Evidence } | undefined {
  if (names.size === 1) return { name: [...names][0] }
  const asked = packageManager?.value.split('@')[0] ?? ''
  if (packageManager && names.has(asked))
    return {
      name: asked,
      evidence: { file: path, range: packageManager.range, fact: `packageManager ${packageManager.value}` },
    }
  const called = app
    .list()
    .filter(file => integration.test(file))
    .flatMap(file =>
      [...(app.read(file) ?? '').matchAll(installCall)].map(match => ({ file, name: match[1] ?? '' })),
    )
    .filter(({ name }) => names.has(name))
  const [first] = called
  if (!first || called.some(({ name }) => name !== first.name)) return undefined
  return { name: first.name, evidence: { file: first.file, fact: `installs with ${first.name}` } }
}

const integration =
  /^(?:\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.travis\.yml|\.circleci\/config\.yml|azure-pipelines\.yml)$/
const installCall =
  /\b(npm|yarn|pnpm|bun)(?: +(?:ci|install|i)\b(?! +(?:-g|--global))| *$| +--frozen-lockfile)/gm

const nothingToInstall = ({ path }: PackageJson): NewInstall => ({
  manager: managerNamed('npm'),
  evidence: { file: path, fact: 'names no packages' },
  setup: [],
  manifests: ['package.json'],
  command: 'npm install',
})

/** Said of a Dockerfile that installs without a lock file. */
export function unlockedVersions(app: AppFiles, manifest: PackageJson): readonly Diagnostic[] {
  const [first] = [...manifest.dependencies.values(), ...manifest.devDependencies.values()]
  if (!first || locks.some(([file]) => app.has(file))) return []
  return [
    {
      code: 'no-lock-file',
      severity: 'warning',
      message: 'there is no lock file, so that each build may install other versions',
      file: manifest.path,
      range: first.range,
      help: 'run npm install once, keep package-lock.json, and begin again',
    },
  ]
}

/** npm installs the newest that package.json allows; of other managers the lock file says which version is called. */
function withoutLock(app: AppFiles, manifest: PackageJson): NewInstall | string {
  const settings = [
    ['pnpm-workspace.yaml', 'pnpm'],
    ['.yarnrc.yml', 'yarn'],
    ['bunfig.toml', 'bun'],
  ].find(([file = '']) => app.has(file))
  const asked = manifest.packageManager?.value ?? settings?.[1] ?? 'npm'
  if (!asked.startsWith('npm'))
    return `${asked} is asked for, and there is no lock file: run \`${asked.split('@')[0]} install\` once and keep the file that it writes`
  return {
    manager: managerNamed('npm'),
    evidence: { file: manifest.path, fact: 'names packages, and no lock file says in which versions' },
    setup: [],
    manifests: needsSources(app, manifest) === undefined ? installManifests(app, manifest) : undefined,
    command: `${withoutSetup(manifest)}npm install`,
  }
}

/** A package that package.json names and the lock file does not know. */
function notLocked(app: AppFiles, lock: string, manifest: PackageJson): string | undefined {
  const locked = lockedPaths(app.read(lock) ?? '')
  if (locked === undefined) return undefined
  const asked = [...manifest.dependencies.keys(), ...manifest.devDependencies.keys()]
  return asked.find(name => !locked.has(`node_modules/${name}`))
}

/** Undefined where it lists none: the first version of the format, or no JSON. */
function lockedPaths(text: string): ReadonlySet<string> | undefined {
  try {
    // Without the places: a lock file has a megabyte.
    const lock: { readonly packages?: object } | null = JSON.parse(text)
    const paths = new Set(Object.keys(lock?.packages ?? {}))
    return paths.size === 0 ? undefined : paths
  } catch {
    return undefined
  }
}

/**
 * The newest pnpm that reads a lock file without writing it anew, by the format's number. Source: github.com/pnpm/spec,
 * lockfile/. pnpm 6 itself cannot download on Node 18 and newer, and pnpm 7 reads its 5.3 too.
 */
const pnpmOf: Readonly<Record<string, string>> = { '5.3': '7', '5.4': '7', '6': '8', '9': '10' }

/**
 * Node's images have npm, Yarn 1 up to Node 25, and up to Node 24 corepack, which brings the Yarn that packageManager
 * names. Source: github.com/nodejs/docker-node, README.md, "Yarn v1 Classic bundling". pnpm's version is that of
 * packageManager, else the one of the lock file's format.
 */
function managerSetup(app: AppFiles, manifest: PackageJson, name: string): readonly string[] | string {
  const asked = /^(\w+)@(\d+)([\w.-]*)/.exec(manifest.packageManager?.value ?? '')
  if (asked && asked[1] !== name)
    return `packageManager is ${manifest.packageManager?.value ?? ''}, and the lock file is that of ${name}`
  const version = nodeVersion(app, manifest)
  const major = typeof version === 'string' ? 0 : version.major
  if (name === 'yarn' && isBerry(app, manifest)) return berrySetup(app, manifest, major)
  if (name === 'yarn') return major > 25 ? ['RUN npm install -g yarn@1'] : []
  if (name === 'bun') return [`RUN npm install -g bun@${asked ? `${asked[2]}${asked[3]}` : '1'}`]
  if (name !== 'pnpm') return []
  if (asked) return [`RUN npm install -g pnpm@${asked[2]}${asked[3]}`]
  const format = /^lockfileVersion:\s*'?(\d+(?:\.\d+)?)/m.exec(app.read('pnpm-lock.yaml') ?? '')?.[1]
  const pnpm = pnpmOf[format ?? ''] ?? pnpmOf[format?.split('.')[0] ?? '']
  return pnpm === undefined
    ? 'pnpm-lock.yaml is of a format that is not known'
    : [`RUN npm install -g pnpm@${pnpm}`]
}

/** A release in the folder is started by the Yarn of the image; any other is brought by corepack. */
function berrySetup(app: AppFiles, manifest: PackageJson, node: number): readonly string[] | string {
  const linker = plugAndPlay(app, manifest)
  const needed = linker === undefined ? undefined : needsMap(app, manifest)
  if (linker !== undefined && needed !== undefined) return `${linker}: ${needed}`
  const modules =
    linker === undefined
      ? []
      : [`# Instead of Plug’n’Play: Node finds the packages by itself\nENV ${nodeModules}`]
  if (/^yarnPath:/m.test(app.read('.yarnrc.yml') ?? ''))
    return [...modules, ...(node > 25 ? ['RUN npm install -g yarn@1'] : [])]
  if (manifest.packageManager)
    return [...modules, node > 24 ? 'RUN npm install -g corepack && corepack enable' : 'RUN corepack enable']
  // Patches of Yarn's own differ from one minor release to the next, and the lock file has their hashes.
  const patched = (app.read('yarn.lock') ?? '').includes('builtin<compat/')
  const release = patched ? undefined : yarnRelease(app, manifest)
  // The image has Yarn 1 under the same name.
  return release === undefined
    ? 'which Yarn installs is said neither by packageManager nor by yarnPath: call `yarn set version` with the one that made yarn.lock'
    : [...modules, `RUN npm install -g --force @yarnpkg/cli-dist@${release}`]
}

/** Who reads the map of packages that Plug’n’Play writes; undefined where a folder of packages does as well. */
function needsMap(app: AppFiles, { scripts }: PackageJson): string | undefined {
  if (app.has('.pnp.cjs')) return '.pnp.cjs is kept beside the sources'
  const script = [...scripts].find(([, { value }]) => value.includes('.pnp'))
  if (script) return `the script ${script[0]} names its map`
  const file = app
    .list()
    .find(
      path =>
        /\.[cm]?[jt]sx?$/.test(path) &&
        !/(?:^|\/)(?:\.yarn|node_modules)\//.test(path) &&
        /\bpnpapi\b|versions\.pnp\b|\.pnp\.c?js/.test(app.read(path) ?? ''),
    )
  return file && `${file} asks it`
}

/** The lines that install, the manifests before the sources where they are enough. */
export function installLines(install: NewInstall, command: string = install.command): readonly string[] {
  const cache = install.manager.cache
  const run =
    cache === undefined ? `RUN ${command}` : `RUN --mount=type=cache,target=${cache} \\\n    ${command}`
  return install.manifests ? [`COPY ${install.manifests.join(' ')} ./`, run, 'COPY . .'] : ['COPY . .', run]
}
