import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** All that a folder holds, with modes and the files' times, as lines that can be compared. */
export async function fingerprint(folder: string): Promise<readonly string[]> {
  const lines: string[] = []
  for (const path of ['', ...(await readdir(folder, { recursive: true }))].sort()) {
    const full = join(folder, path)
    const stats = await lstat(full)
    lines.push(
      `${path} ${stats.mode.toString(8)} ${stats.isFile() ? stats.mtimeMs : '-'} ${await contentOf(full, stats)}`,
    )
  }
  return lines
}

async function contentOf(path: string, stats: Awaited<ReturnType<typeof lstat>>): Promise<string> {
  if (stats.isSymbolicLink()) return await readlink(path)
  if (!stats.isFile()) return '-'
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}
