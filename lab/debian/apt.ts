import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { run, tryRun, withRetries } from '../host/run.ts'
import {
  aptConfigText,
  type AptFolders,
  aptFolders,
  archiveNames,
  mirrorIn,
  type Suite,
} from './apt-config.ts'

/** A Debian suite's packages, fetched by a private apt. */
export interface Apt {
  /** Fetches packages with all that they depend on; answers the .deb files' paths. */
  closure(packages: readonly string[]): Promise<string[]>
  /** Fetches exactly these packages. */
  exactly(packages: readonly string[]): Promise<string[]>
}

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
const DEBIAN_MIRROR = 'http://ftp.debian.org/debian'
const LISTS_KEPT_MS = 12 * 3600 * 1000

/** Opens a suite. In: the folder for all suites. Throws `EngineError` where the mirror can't be reached. */
export async function openApt(debian: string, suite: Suite): Promise<Apt> {
  const folders = aptFolders(debian, suite)
  const env = { APT_CONFIG: folders.config, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' }
  await prepare(folders, suite)
  if (!(await hasFreshLists(folders))) await update(folders, env)
  return {
    closure: packages => fetchClosure(folders, env, packages),
    exactly: packages => fetchExactly(folders, env, packages),
  }
}

async function prepare(folders: AptFolders, suite: Suite): Promise<void> {
  const subfolders = [
    'etc/apt.conf.d',
    'etc/preferences.d',
    'state/lists/partial',
    'cache/archives/partial',
    'none/partial',
  ]
  for (const name of subfolders) await mkdir(path.join(folders.root, name), { recursive: true })
  const architecture = (await run('dpkg', ['--print-architecture'])).trim()
  const machine = await tryRun('apt-config', ['dump'])
  await writeFile(folders.config, aptConfigText(folders, architecture, machine.stdout))
  await writeFile(folders.sources, `deb [signed-by=${KEYRING}] ${await machineMirror()} ${suite} main\n`)
  await writeFile(folders.status, '')
}

async function hasFreshLists(folders: AptFolders): Promise<boolean> {
  const done = await stat(path.join(folders.root, 'updated')).catch(() => undefined)
  return done !== undefined && Date.now() - done.mtimeMs < LISTS_KEPT_MS
}

async function update(folders: AptFolders, env: Record<string, string>): Promise<void> {
  // `--error-on=any`: without it a mirror that can't be reached is only a warning.
  await withRetries(() => run('apt-get', ['-qq', '--error-on=any', 'update'], { env }))
  await writeFile(path.join(folders.root, 'updated'), '')
}

async function fetchClosure(
  folders: AptFolders,
  env: Record<string, string>,
  packages: readonly string[],
): Promise<string[]> {
  const install = ['-qq', '--yes', '--no-remove', 'install', ...packages]
  // Names alone: asked with an empty cache, since apt leaves out what it has.
  const asIfNew = ['-o', `Dir::Cache::archives=${folders.root}/none`, '--print-uris']
  const names = archiveNames(await run('apt-get', [...asIfNew, ...install], { env }))
  await withRetries(() => run('apt-get', ['--download-only', ...install], { env }))
  return names.map(name => path.join(folders.archives, name))
}

async function fetchExactly(
  folders: AptFolders,
  env: Record<string, string>,
  packages: readonly string[],
): Promise<string[]> {
  const have = await readdir(folders.archives)
  const missing = packages.filter(name => !have.some(file => file.startsWith(`${name}_`)))
  if (missing.length > 0) await download(missing, folders, env)
  const now = await readdir(folders.archives)
  return packages.map(name =>
    path.join(folders.archives, now.find(file => file.startsWith(`${name}_`)) ?? name),
  )
}

/** Into an empty folder first: a download that was broken off must not look like a whole one. */
async function download(
  packages: readonly string[],
  folders: AptFolders,
  env: Record<string, string>,
): Promise<void> {
  await withRetries(async () => {
    const fresh = await mkdtemp(path.join(folders.root, 'download-'))
    try {
      await run('apt-get', ['-qq', 'download', ...packages], { env, cwd: fresh })
      for (const file of await readdir(fresh)) {
        await rename(path.join(fresh, file), path.join(folders.archives, file))
      }
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  })
}

/** The Debian mirror to use: `$LASTSTAGE_DEBIAN_MIRROR`, the one of the machine's own apt, or Debian's. */
export async function machineMirror(): Promise<string> {
  const named = process.env['LASTSTAGE_DEBIAN_MIRROR']
  if (named !== undefined) return named
  const parts = await readdir('/etc/apt/sources.list.d').catch(() => [])
  const files = ['/etc/apt/sources.list', ...parts.map(name => `/etc/apt/sources.list.d/${name}`)]
  const texts = await Promise.all(files.map(file => readFile(file, 'utf8').catch(() => '')))
  return mirrorIn(texts.join('\n')) ?? DEBIAN_MIRROR
}
