import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'

/**
 * Does the work while holding a lock on a file; waits for whoever holds it now.
 * The kernel's lock, by way of `flock`: it falls when its holder dies, so it is never stale.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true })
  // `cat` ends with our end of its stdin, even where we are killed.
  const holder = spawn('flock', [file, 'sh', '-c', 'echo held; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(holder, 'exit')
  try {
    await Promise.race([
      once(holder.stdout, 'data'),
      ended.then(() => Promise.reject(new Error(`flock could not lock ${file}`))),
    ])
    return await work()
  } finally {
    holder.stdin.end()
    await ended
  }
}
