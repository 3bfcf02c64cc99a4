import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { UserError, withPath } from '../errors.ts'
import { formatOwner, isDead, type Owner, parseOwner, thisProcess } from './owner.ts'

export interface TempFolder {
  readonly path: string
  remove(): Promise<void>
}

const dayInMs = 24 * 60 * 60 * 1000

/** A new folder of this process; what `laststage-PID-…` of a dead one is left, `sweepTempFolders` removes. */
export async function tempFolder(parent: string = tmpdir()): Promise<TempFolder> {
  const owner = formatOwner(await thisProcess())
  const folder = await newFolder(parent)
  const path = join(folder, 'files')
  try {
    await writeFile(join(folder, 'owner'), owner)
    await mkdir(path)
  } catch (error) {
    await removeTree(folder)
    throw withPath(error, folder)
  }
  return { path, remove: () => removeTree(folder) }
}

async function newFolder(parent: string): Promise<string> {
  try {
    return await mkdtemp(join(parent, `laststage-${process.pid}-`))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EACCES' && code !== 'EROFS') throw error
    const hint = 'Set TMPDIR to a folder that your user may write to.'
    throw new UserError('no-temp-folder', `no temporary folder can be made in ${parent}`, hint)
  }
}

/** Removes what dead runs left; answers how many folders. */
export async function sweepTempFolders(parent: string = tmpdir()): Promise<number> {
  const names = (await readdir(parent).catch(() => [])).filter(name => /^laststage-\d+-/.test(name))
  const removed = await Promise.all(names.map(name => sweepOne(join(parent, name))))
  return removed.filter(Boolean).length
}

async function sweepOne(folder: string): Promise<boolean> {
  try {
    if (!(await isLeftOver(folder))) return false
    await removeTree(folder)
    return true
  } catch {
    // Another user's, or another run sweeps at the same time.
    return false
  }
}

async function isLeftOver(folder: string): Promise<boolean> {
  const owner = parseOwner(await readFile(join(folder, 'owner'), 'utf8').catch(() => ''))
  if (owner !== undefined) return isDead(owner)
  const ageMs = Date.now() - (await stat(folder)).mtimeMs
  // It may be about to be written, unless its process was killed before it came to that.
  return ageMs > dayInMs || (ageMs > 1000 && (await isDead(await ownerByName(folder))))
}

/** What the name alone tells: a process of this machine, begun at a time that is not known. */
async function ownerByName(folder: string): Promise<Owner> {
  return {
    ...(await thisProcess()),
    pid: Number(/^laststage-(\d+)-/.exec(basename(folder))?.[1]),
    started: '',
  }
}

/** `rm` retries by itself while something is still being written into the folder. */
async function removeTree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
}
