import { randomBytes } from 'node:crypto'
import {
  constants,
  copyFile,
  lstat,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { UserError, withPath } from '../errors.ts'

export type Files = Readonly<Record<string, string>>

/**
 * Writes a candidate's files into a folder of their own, which is made where it is absent.
 * @returns the paths written, relative to `folder`
 * @throws UserError where a file exists already and `force` is not given; nothing is written then.
 */
export async function writeOut(folder: string, files: Files, force: boolean): Promise<readonly string[]> {
  await checkOut(folder, files, force)
  const contents = Object.entries(files).map(([path, text]) => ({ path: inside(folder, path), text }))
  await replaceAll(contents, async () => {})
  return Object.keys(files)
}

/** @throws UserError where `writeOut` would. */
export async function checkOut(folder: string, files: Files, force: boolean): Promise<void> {
  for (const path of Object.keys(files)) {
    const kind = await kindOf(inside(folder, path))
    if (kind === 'other') throw notAFile(join(folder, path))
    if (kind === 'file' && !force) {
      throw new UserError(
        'file-exists',
        `${join(folder, path)} exists already`,
        'Name another folder, or add --force to replace it.',
      )
    }
  }
}

/** What was written in place, and where the text that was there before is kept. */
export interface Applied {
  readonly written: readonly string[]
  readonly backups: readonly string[]
}

/**
 * Writes a candidate's files over the app's own.
 * @param read the texts that the candidate was made from: a file that has changed since then is not overwritten
 * @param backup whether to keep a copy of a file's old text beside it, as `NAME.before-laststage`
 * @throws UserError where a file is a link, is no file, or changed meanwhile; nothing is written then.
 */
export async function writeInPlace(
  folder: string,
  files: Files,
  read: ReadonlyMap<string, string>,
  backup: (path: string) => boolean,
): Promise<Applied> {
  const changed = Object.entries(files).filter(([path, text]) => read.get(path) !== text)
  for (const [path] of changed) {
    const full = inside(folder, path)
    const kind = await kindOf(full)
    if (kind === 'other') throw notAFile(full)
    const now = kind === 'file' ? await readFile(full, 'utf8') : undefined
    if (now !== read.get(path)) {
      throw new UserError(
        'changed-meanwhile',
        `${path} changed while laststage was at work`,
        'Run it again: what was proved is no longer what stands there.',
      )
    }
  }
  const backups: string[] = []
  const contents = changed.map(([path, text]) => ({ path: inside(folder, path), text }))
  await replaceAll(contents, async () => {
    for (const [path] of changed) {
      const old = read.get(path)
      if (old === undefined || !backup(path)) continue
      backups.push(relative(resolve(folder), await keepCopy(inside(folder, path), old)))
    }
  })
  return { written: changed.map(([path]) => path), backups }
}

/** Copies a file to `NAME.before-laststage`, or the next free name: an older backup is never lost. */
async function keepCopy(path: string, text: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const name = `${path}.before-laststage${count === 1 ? '' : `.${count}`}`
    const kept = await readFile(name, 'utf8').catch(() => undefined)
    if (kept === text) return name
    if (kept !== undefined || (await kindOf(name)) !== 'absent') continue
    await copyFile(path, name, constants.COPYFILE_EXCL)
    return name
  }
}

/** The path of a file in a folder; our own candidates never leave it, and a bug that would is stopped here. */
function inside(folder: string, path: string): string {
  const root = resolve(folder)
  const full = resolve(root, path)
  const way = relative(root, full)
  if (way === '' || way === '..' || way.startsWith(`..${sep}`))
    throw new Error(`${path} leads out of ${folder}`)
  return full
}

async function kindOf(path: string): Promise<'absent' | 'file' | 'other'> {
  const stats = await lstat(path).catch(() => undefined)
  if (stats === undefined) return 'absent'
  return stats.isFile() ? 'file' : 'other'
}

function notAFile(path: string): UserError {
  return new UserError('not-a-file', `${path} is not a plain file`, 'laststage does not write through links.')
}

interface Content {
  readonly path: string
  readonly text: string
}

/**
 * All of them or, where the disk is full, none: files of their own first, then renamed over the old ones, whose modes
 * stay. What was made is removed again where something fails.
 * @param before done once the new texts are safe on the disk
 */
export async function replaceAll(contents: readonly Content[], before: () => Promise<void>): Promise<void> {
  const folders: string[] = []
  const temporaries: { readonly from: string; readonly to: string }[] = []
  try {
    for (const { path, text } of contents) {
      const made = await mkdir(dirname(path), { recursive: true })
      if (made !== undefined) folders.push(made)
      const from = `${path}.${randomBytes(4).toString('hex')}.tmp`
      temporaries.push({ from, to: path })
      await writeNew(from, path, text)
    }
    await before()
    for (const { from, to } of temporaries) await rename(from, to)
  } catch (error) {
    for (const { from } of temporaries) await rm(from, { force: true })
    for (const folder of folders.toReversed()) await removeEmpty(folder)
    throw error
  }
}

async function writeNew(temporary: string, path: string, text: string): Promise<void> {
  const mode = await stat(path).then(
    stats => stats.mode & 0o777,
    () => 0o644,
  )
  try {
    await writeFile(temporary, text, { mode, flush: true })
  } catch (error) {
    throw withPath(error, path)
  }
}

/** A tree of folders in which there is nothing else. */
async function removeEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) if (entry.isDirectory()) await removeEmpty(join(folder, entry.name))
  await rmdir(folder).catch(() => {})
}
