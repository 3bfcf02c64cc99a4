import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { openApt } from '../debian/apt.ts'
import { unpack } from '../debian/unpack.ts'
import { run, tryRun, withRetries } from '../host/run.ts'
import type { LabPaths } from '../lab-paths.ts'

/** Docker 26.1 of Debian's stable suite; its programs need only glibc 2.34, so they run on the releases before too. */
const PACKAGES = ['docker.io', 'docker-cli', 'docker-buildx', 'docker-compose', 'containerd', 'tini']

/** What the unpacked engine takes from the machine: the newer suites' runc would need a newer glibc. */
const MACHINE_PROGRAMS = [
  { program: 'runc', package: 'runc' },
  { program: 'iptables', package: 'iptables' },
  { program: 'ip', package: 'iproute2' },
]

/** Unpacks the engine into the lab's folder, and installs what it needs of the machine. */
export async function installEngine(paths: LabPaths, onProgress: (message: string) => void): Promise<void> {
  await installMachinePrograms(onProgress)
  if (!existsSync(paths.prefix)) {
    onProgress('unpacking Docker from Debian (82 MB)')
    await unpackEngine(paths)
  }
  await writeClientConfig(paths)
}

async function installMachinePrograms(onProgress: (message: string) => void): Promise<void> {
  const missing: string[] = []
  for (const need of MACHINE_PROGRAMS) {
    const found = await tryRun('sh', ['-c', `PATH=/usr/sbin:/sbin:$PATH command -v ${need.program}`])
    if (!found.ok) missing.push(need.package)
  }
  if (missing.length === 0) return
  onProgress(`installing ${missing.join(', ')}`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const install = [
    '-qq',
    '--yes',
    '--no-install-recommends',
    '-o',
    'DPkg::Lock::Timeout=120',
    'install',
    ...missing,
  ]
  await withRetries(async () => {
    const first = await tryRun('apt-get', install, { env })
    if (first.ok) return
    // Lists may be absent or old. A third party's broken source must not stop us, so its failure is not ours.
    await tryRun('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', 'update'], { env })
    await run('apt-get', install, { env })
  })
}

async function unpackEngine(paths: LabPaths): Promise<void> {
  const apt = await openApt(paths.debian, 'trixie')
  const half = `${paths.prefix}.half`
  await rm(half, { recursive: true, force: true })
  await unpack(await apt.exactly(PACKAGES), half, ['./usr/share/doc', './usr/share/man'])
  const bin = path.join(half, 'usr/bin')
  await rm(path.join(bin, 'docker-init'), { force: true })
  await symlink(
    existsSync(path.join(bin, 'tini-static')) ? 'tini-static' : 'tini',
    path.join(bin, 'docker-init'),
  )
  // Renamed when whole: a run that was ended half way starts over.
  await rename(half, paths.prefix)
}

async function writeClientConfig(paths: LabPaths): Promise<void> {
  const plugins = path.join(paths.config, 'cli-plugins')
  await mkdir(plugins, { recursive: true })
  for (const name of ['docker-buildx', 'docker-compose']) {
    const link = path.join(plugins, name)
    await rm(link, { force: true })
    await symlink(path.join(paths.prefix, 'usr/libexec/docker/cli-plugins', name), link)
  }
  await writeFile(
    path.join(paths.config, 'config.json'),
    `${JSON.stringify(clientConfig(process.env), null, 2)}\n`,
  )
}

/** The machine's proxy for RUN steps: the client hands these to builds as arguments that no image keeps. */
export function clientConfig(env: Readonly<Record<string, string | undefined>>): object {
  const value = (name: string): string | undefined => env[name] ?? env[name.toLowerCase()]
  const settings = {
    httpProxy: value('HTTP_PROXY'),
    httpsProxy: value('HTTPS_PROXY'),
    noProxy: value('NO_PROXY'),
  }
  const given = Object.entries(settings).filter(([, setting]) => setting !== undefined)
  return given.length === 0 ? {} : { proxies: { default: Object.fromEntries(given) } }
}
