import { readFile, readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDead, parseOwner } from '../owner.ts'

/** In the environment of each of our child processes: who started it, as on the labels. */
export const ownerVariable = 'LASTSTAGE_OWNER'

const procFolder = '/proc'
/** For all of them to be gone once they were killed. */
const patienceMs = 10_000

/**
 * Ends what a run that was killed left running: Docker's CLI is in a process group of its own, builds on without us, and
 * would make an image after everything was removed. Where there is no /proc nothing is found; such an image is then
 * removed by a later run.
 * @returns how many processes were ended
 */
export async function endOrphans(): Promise<number> {
  const orphans = await findOrphans()
  for (const pid of orphans) kill(pid)
  const deadline = performance.now() + patienceMs
  while (performance.now() < deadline && (await findOrphans()).length > 0) await sleep(50)
  return orphans.length
}

async function findOrphans(): Promise<readonly number[]> {
  const names = await readdir(procFolder).catch(() => [])
  const found = await Promise.all(names.filter(name => /^\d+$/.test(name)).map(orphanOf))
  return found.flat()
}

/**
 * Other users' processes cannot be read, and the environment of one that has ended is empty. It is inherited, too: what
 * Docker's CLI may have started for longer, as a shared ssh connection of the user's, is not ours to end.
 */
async function orphanOf(name: string): Promise<readonly number[]> {
  const command = await readFile(`${procFolder}/${name}/comm`, 'utf8').catch(() => '')
  if (!command.startsWith('docker')) return []
  const text = await readFile(`${procFolder}/${name}/environ`, 'utf8').catch(() => '')
  const entry = text.split('\0').find(each => each.startsWith(`${ownerVariable}=`))
  const owner = entry === undefined ? undefined : parseOwner(entry.slice(ownerVariable.length + 1))
  return owner !== undefined && (await isDead(owner)) ? [Number(name)] : []
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
