import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { parseDockerIgnore } from '../app/dockerignore.ts'
import { UserError } from '../errors.ts'
import { type TempFolder, tempFolder } from './temp-folder.ts'

export interface MirrorRequest {
  /** The user's build context; only read. */
  readonly context: string
  /** Whole contents by path relative to the context, laid over the copy. */
  readonly files: Readonly<Record<string, string>>
  /** Relative to the context: decides which `.dockerignore` counts, as in a build. */
  readonly dockerfileName: string
  readonly signal?: AbortSignal
}

/**
 * A copy of the build context in a temporary folder, with a candidate's files in it, so that what is proved is what would
 * be written. Symbolic links stay links, modes and times are kept, hard links stay together; the copies share no file
 * with the original, so nothing leaks back (a file system with reflinks shares the blocks). What the build's
 * `.dockerignore` leaves out is not copied: the build would not see it. Remove the folder when done.
 */
export async function mirrorContext(request: MirrorRequest): Promise<TempFolder> {
  const folder = await tempFolder()
  try {
    const isLeftOut = await ignoreOf(request)
    await copyFolder(request, '', folder.path, isLeftOut, new Map())
    for (const [path, text] of Object.entries(request.files)) await overlay(folder.path, path, text)
    return folder
  } catch (error) {
    await folder.remove()
    throw error
  }
}

type IsLeftOut = (path: string, isFolder: boolean) => boolean

/** BuildKit's choice: `NAME.dockerignore` beside the Dockerfile, else the context's own; the candidate's before the user's. */
async function ignoreOf(request: MirrorRequest): Promise<IsLeftOut> {
  const names = [`${request.dockerfileName}.dockerignore`, '.dockerignore']
  const text = await firstText(request, names)
  if (text === undefined) return () => false
  const ignore = parseDockerIgnore(text)
  // With a `!` line something below an ignored folder may come back, so folders are looked into.
  const mayComeBack = /^\s*!/m.test(text)
  // BuildKit reads the ignore files themselves even where they are ignored.
  return (path, isFolder) =>
    !path.endsWith('.dockerignore') && !(isFolder && mayComeBack) && ignore.ignores(path)
}

async function firstText(request: MirrorRequest, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const own = request.files[name]
    if (own !== undefined) return own
    const text = await fs.readFile(join(request.context, name), 'utf8').catch(() => undefined)
    if (text !== undefined) return text
  }
  return undefined
}

async function copyFolder(
  request: MirrorRequest,
  path: string,
  target: string,
  isLeftOut: IsLeftOut,
  hardLinks: Map<string, string>,
): Promise<void> {
  const source = join(request.context, path)
  for (const entry of await fs.readdir(source, { withFileTypes: true })) {
    request.signal?.throwIfAborted()
    const child = path === '' ? entry.name : `${path}/${entry.name}`
    if (isLeftOut(child, entry.isDirectory())) continue
    const to = join(target, entry.name)
    if (entry.isSymbolicLink()) await copyLink(join(source, entry.name), to)
    else if (entry.isFile()) await copyOne(join(source, entry.name), to, hardLinks)
    else if (entry.isDirectory()) {
      await fs.mkdir(to)
      await copyFolder(request, child, to, isLeftOut, hardLinks)
    }
    // Sockets, pipes and devices are no part of a build context.
  }
  // Last: writing into the folder changes its time, and its mode may forbid it.
  const { mode, atime, mtime } = await fs.lstat(source)
  await fs.chmod(target, mode | 0o700)
  await fs.utimes(target, atime, mtime)
}

async function copyLink(from: string, to: string): Promise<void> {
  await fs.symlink(await fs.readlink(from), to)
  const { atime, mtime } = await fs.lstat(from)
  await fs.lutimes(to, atime, mtime)
}

async function copyOne(from: string, to: string, hardLinks: Map<string, string>): Promise<void> {
  const { dev, ino, nlink, mode, atime, mtime } = await fs.lstat(from)
  const twin = nlink > 1 ? hardLinks.get(`${dev}:${ino}`) : undefined
  if (twin !== undefined) return fs.link(twin, to)
  await fs.copyFile(from, to, constants.COPYFILE_FICLONE)
  await fs.chmod(to, mode)
  await fs.utimes(to, atime, mtime)
  if (nlink > 1) hardLinks.set(`${dev}:${ino}`, to)
}

/** Never writes through a link of the context, which may lead out of the copy. */
async function overlay(root: string, path: string, text: string): Promise<void> {
  const target = resolve(root, path)
  const inside = relative(root, target)
  if (inside === '' || isAbsolute(path) || inside.split(sep)[0] === '..') throw outside(path)
  const parent = dirname(target)
  await assertNoLinks(root, dirname(inside), path)
  await fs.mkdir(parent, { recursive: true })
  // A new file: the old one may be a link, or have a twin.
  const mode = await fs.lstat(target).then(
    stats => (stats.isFile() ? stats.mode : undefined),
    () => undefined,
  )
  await fs.rm(target, { force: true })
  await fs.writeFile(target, text)
  if (mode !== undefined) await fs.chmod(target, mode)
}

async function assertNoLinks(root: string, folder: string, path: string): Promise<void> {
  const parts = folder.split(sep).filter(part => part !== '.')
  for (const index of parts.keys()) {
    const stats = await fs.lstat(join(root, ...parts.slice(0, index + 1))).catch(() => undefined)
    if (stats?.isSymbolicLink() === true) throw outside(path)
  }
}

function outside(path: string): UserError {
  return new UserError('outside-context', `${path} does not lie inside the build context`)
}
