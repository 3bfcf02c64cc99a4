import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type DockerIgnore, parseDockerIgnore } from '../app/dockerignore.ts'

/** What a build context holds, by path: `file SHA`, `executable SHA` or `link TARGET`. */
export type ContextEntries = ReadonlyMap<string, string>

/**
 * Reads what a build would see of a folder: its `.dockerignore` applied, whole files digested. Times, owners and all
 * mode bits but the owner's `x` are left out, since a checkout on another machine has others; so are empty folders.
 * @param dockerfile relative to the folder: decides which `.dockerignore` counts
 */
export async function readContext(folder: string, dockerfile: string): Promise<ContextEntries> {
  const ignore = parseDockerIgnore(await ignoreText(folder, dockerfile))
  const entries = new Map<string, string>()
  await readFolder(folder, '', ignore, entries)
  return entries
}

/** One digest over the sorted entries. */
export function contextDigest(entries: ContextEntries): string {
  const hash = createHash('sha256')
  for (const [path, entry] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${path}\0${entry}\n`)
  return hash.digest('hex')
}

/** The hex digest of a text as it is written to disk. */
export function textDigest(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}

async function ignoreText(folder: string, dockerfile: string): Promise<string> {
  for (const name of [`${dockerfile}.dockerignore`, '.dockerignore']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined)
    if (text !== undefined) return text
  }
  return ''
}

async function readFolder(
  root: string,
  path: string,
  ignore: DockerIgnore,
  entries: Map<string, string>,
): Promise<void> {
  for (const found of await readdir(join(root, path), { withFileTypes: true })) {
    const child = path === '' ? found.name : `${path}/${found.name}`
    const full = join(root, child)
    if (found.isDirectory()) {
      // Below an ignored folder something may come back; where nothing can, it is not walked.
      if (!ignore.ignores(child) || ignore.mayReadmit) await readFolder(root, child, ignore, entries)
    } else if (ignore.ignores(child)) continue
    else if (found.isSymbolicLink()) entries.set(child, `link ${await readlink(full)}`)
    else if (found.isFile()) entries.set(child, await fileEntry(full))
  }
}

async function fileEntry(path: string): Promise<string> {
  const { mode } = await lstat(path)
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return `${(mode & 0o100) === 0 ? 'file' : 'executable'} ${hash.digest('hex')}`
}
