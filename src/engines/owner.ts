import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { promisify } from 'node:util'

/** Which process made something, so that a later run can tell what a dead one left behind. */
export interface Owner {
  /** One boot of one machine, and within it one space of process ids (a container has its own). */
  readonly place: string
  readonly pid: number
  /** When that process began, in the place's own terms: a process id alone is given out again. Empty: unknown. */
  readonly started: string
  /** Seconds since 1970. */
  readonly since: number
}

const dayInSeconds = 24 * 60 * 60

/** This very process. */
export async function thisProcess(now: number = Date.now()): Promise<Owner> {
  const started = await startOf(process.pid)
  return { place: await thisPlace(), pid: process.pid, started: started ?? '', since: Math.floor(now / 1000) }
}

/** As a label's value: `place/pid/started/since`. */
export function formatOwner(owner: Owner): string {
  return [owner.place, owner.pid, owner.started, owner.since].join('/')
}

export function parseOwner(text: string): Owner | undefined {
  const [place, pid, started, since, ...rest] = text.split('/')
  if (!place || started === undefined || rest.length > 0) return undefined
  if (!/^\d+$/.test(pid ?? '') || !/^\d+$/.test(since ?? '')) return undefined
  return { place, pid: Number(pid), started, since: Number(since) }
}

/**
 * Whether the process is gone for certain. Of a process in another place (another machine on a shared engine, another
 * container, before the last boot) nothing can be seen: it counts as dead after a day.
 */
export async function isDead(owner: Owner, now: number = Date.now()): Promise<boolean> {
  if (owner.place !== (await thisPlace())) return now / 1000 - owner.since > dayInSeconds
  const started = await startOf(owner.pid)
  if (started === undefined) return true
  return owner.started !== '' && started !== '' && started !== owner.started
}

let place: Promise<string> | undefined
function thisPlace(): Promise<string> {
  place ??= readPlace()
  return place
}

async function readPlace(): Promise<string> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    const pids = await stat('/proc/self/ns/pid')
    return `${boot.trim()}-${pids.ino}`
  } catch {
    return hostname().replaceAll('/', '-')
  }
}

/** Undefined where no such process lives; empty where it lives and its start cannot be told. */
async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return startOnLinux(pid)
  if (process.platform === 'win32') return lives(pid) ? '' : undefined
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)])
    return stdout.trim().replaceAll(/[\s/]+/g, '-') || undefined
  } catch {
    return lives(pid) ? '' : undefined
  }
}

async function startOnLinux(pid: number): Promise<string | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8')
    // proc(5): the name in parentheses may hold spaces and parentheses; the 22nd field is the 20th after it.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return lives(pid) ? '' : undefined
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
