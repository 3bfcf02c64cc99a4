import { spawn } from 'node:child_process'
import { mkdir, open, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { EngineError } from '../../src/errors.ts'
import { tryRun } from '../host/run.ts'
import { privateCommands, privateEngineEnv } from '../env-file.ts'
import { clearLeftovers } from './leftovers.ts'
import type { LabPaths } from '../lab-paths.ts'
import type { Subnet } from './subnet.ts'

const READY_WITHIN_MS = 60_000
const STOPPED_WITHIN_MS = 30_000

/** The running engine's version, or undefined where none answers. */
export async function engineVersion(paths: LabPaths): Promise<string | undefined> {
  const docker = path.join(privateCommands(paths), 'docker')
  const answer = await tryRun(docker, ['version', '--format', '{{.Server.Version}}'], {
    env: privateEngineEnv(paths),
    timeout: 15_000,
  })
  return answer.ok ? answer.stdout.trim() : undefined
}

/** Starts the engine and waits until it answers; answers its version. Throws with the log's end. */
export async function startEngine(paths: LabPaths, subnet: Subnet): Promise<string> {
  await stopEngine(paths)
  await mkdir(paths.run, { recursive: true, mode: 0o700 })
  const configFile = path.join(paths.dir, 'daemon.json')
  await writeFile(configFile, daemonConfig(paths, subnet))
  const log = await open(paths.log, 'w')
  const child = spawn(
    path.join(paths.prefix, 'usr/sbin/dockerd'),
    ['--config-file', configFile, '--userland-proxy-path', path.join(paths.prefix, 'usr/sbin/docker-proxy')],
    {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { ...process.env, PATH: enginePath(paths) },
    },
  )
  child.unref()
  await log.close()
  // Where the program can't be started at all there is no pid, and the log's end tells why.
  child.once('error', () => undefined)
  const deadline = Date.now() + READY_WITHIN_MS
  while (Date.now() < deadline && child.pid !== undefined && child.exitCode === null) {
    const version = await engineVersion(paths)
    if (version !== undefined) return version
    await pause(200)
  }
  const tail = (await readFile(paths.log, 'utf8')).split('\n').slice(-15).join('\n')
  throw new EngineError(`the private engine did not start:\n${tail}`, {
    transient: false,
    hint: `See ${paths.log}.`,
  })
}

/** Stops the engine with all its containers. Answers whether one ran. */
export async function stopEngine(paths: LabPaths): Promise<boolean> {
  const pid = await enginePid(paths)
  if (pid !== undefined) await endProcess(pid)
  await clearLeftovers(paths)
  return pid !== undefined
}

/** The process of this lab's engine, where it lives. */
export async function enginePid(paths: LabPaths): Promise<number | undefined> {
  return pidFrom(path.join(paths.run, 'dockerd.pid'), paths.dir)
}

/** A pid file counts only where that process still is ours: numbers are given again, above all after a reboot. */
async function pidFrom(file: string, mention: string): Promise<number | undefined> {
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).trim())
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return command.includes(mention) ? pid : undefined
}

function daemonConfig(paths: LabPaths, subnet: Subnet): string {
  const config = {
    hosts: [`unix://${paths.socket}`],
    pidfile: path.join(paths.run, 'dockerd.pid'),
    'exec-root': path.join(paths.run, 'exec'),
    'data-root': paths.data,
    bridge: paths.bridge,
    iptables: false,
    ip6tables: false,
    // Only this store exports OCI layouts, and it reads zstd layers.
    features: { 'containerd-snapshotter': true },
    'default-address-pools': [{ base: subnet.pool, size: 24 }],
    // Many images' first processes ignore SIGTERM, and nothing in here is worth waiting for.
    'shutdown-timeout': 2,
    // A small machine's disk should outlive many runs; the engine itself prunes what was not used for longest.
    builder: { gc: { enabled: true, defaultKeepStorage: '20GB' } },
  }
  return `${JSON.stringify(config, null, 2)}\n`
}

function enginePath(paths: LabPaths): string {
  const own = ['usr/bin', 'usr/sbin', 'usr/libexec/docker'].map(name => path.join(paths.prefix, name))
  return [...own, '/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].join(':')
}

async function endProcess(pid: number): Promise<void> {
  const deadline = Date.now() + STOPPED_WITHIN_MS
  signal(pid, 'SIGTERM')
  while (isAlive(pid) && Date.now() < deadline) await pause(100)
  if (isAlive(pid)) signal(pid, 'SIGKILL')
}

function isAlive(pid: number): boolean {
  return signal(pid, 0)
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
