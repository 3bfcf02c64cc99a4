import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The most memory that a running container had at once, in bytes: `memory.peak` of its control group, page cache
 * included. Undefined where the engine runs elsewhere, or the kernel (before 5.19) does not keep it.
 * @param pid of its first process, as the engine tells it
 */
export async function peakMemoryOf(id: string, pid: number): Promise<number | undefined> {
  const groups = (await textOf(`/proc/${pid}/cgroup`)) ?? ''
  for (const line of groups.split('\n')) {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    // The same number is another process where the engine is on another machine.
    if (!path.includes(id) || path.includes('..')) continue
    const file = controllers === '' ? join('/sys/fs/cgroup', path, 'memory.peak') : oldFile(controllers, path)
    const bytes = file === undefined ? Number.NaN : Number.parseInt((await textOf(file)) ?? '', 10)
    if (bytes > 0) return bytes
  }
  return undefined
}

/** Control groups of version 1 have a tree for each controller. */
function oldFile(controllers: string, path: string): string | undefined {
  if (!controllers.split(',').includes('memory')) return undefined
  return join('/sys/fs/cgroup/memory', path, 'memory.max_usage_in_bytes')
}

async function textOf(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined)
}
