import { readdir, readFile, rm } from 'node:fs/promises'
import { tryRun } from '../host/run.ts'
import type { LabPaths } from '../lab-paths.ts'

/**
 * Ends and unmounts what an engine leaves that was killed: containerd, the shims that hold its containers, network
 * namespaces, the containers' file systems. Nothing is left where the engine stopped by itself.
 */
export async function clearLeftovers(paths: LabPaths): Promise<void> {
  const shims = await processesNaming(`${paths.run}/`)
  // A shim's children are the containers' first processes; with those the kernel ends all others in them.
  const containers = await Promise.all(shims.map(childrenOf))
  for (const pid of [...containers.flat(), ...shims]) kill(pid)
  const mounts = mountPointsUnder([paths.run, paths.data], await readFile('/proc/self/mountinfo', 'utf8'))
  for (const mount of mounts) await tryRun('umount', ['--lazy', mount])
  await rm(paths.run, { recursive: true, force: true })
}

/** Mount points in or below the folders, the deepest first. In: the text of /proc/self/mountinfo. */
export function mountPointsUnder(folders: readonly string[], mountinfo: string): string[] {
  const points = mountinfo.split('\n').flatMap(line => {
    const point = line.split(' ')[4]
    // The kernel writes a blank as \040, and so on.
    return point === undefined
      ? []
      : [point.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))]
  })
  const ours = points.filter(point =>
    folders.some(folder => point === folder || point.startsWith(`${folder}/`)),
  )
  return ours.sort((a, b) => b.length - a.length)
}

async function processesNaming(text: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async pid => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      const isEngines = /(?:^|\/)containerd(?:-shim[\w-]*)?\0/.test(command)
      return isEngines && command.includes(text) ? [Number(pid)] : []
    }),
  )
  return found.flat()
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return text
    .split(' ')
    .map(Number)
    .filter(child => child > 1)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone by itself.
  }
}
