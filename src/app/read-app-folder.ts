import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { UserError } from '../errors.ts'
import type { AppFiles } from './app-files.ts'

const maxFiles = 50_000
const maxDepth = 40
/** No text file that is read is larger. */
export const maxReadBytes = 5_000_000

/** Folders that hold what tools fetched or built: large, never written by hand, and no build reads them. */
const heavy = new Set([
  '.git',
  '.hg',
  '.svn',
  '.gradle',
  '.laststage',
  '.venv',
  '__pycache__',
  'bower_components',
  'node_modules',
])

/** Folders that hold a build's output, but only beside the file that says so. */
const heavyBeside: Readonly<Record<string, string>> = { target: 'pom.xml' }

/**
 * Reads an app folder lazily: the list of files at first use, a file's text when asked for.
 * Nothing is executed, and no link leads out of the folder.
 * @throws UserError where the path is no folder, or may not be read.
 */
export function readAppFolder(path: string): AppFiles {
  const root = realFolder(path)
  let listed: readonly string[] | undefined
  const folders = new Map<string, string | undefined>()
  const locate = (file: string) => locateInside(root, file, folders)
  return {
    name: basename(root),
    list: () => (listed ??= listFiles(root)),
    has: file => locate(file) !== undefined,
    read: file => {
      const real = locate(file)
      return real === undefined ? undefined : readText(real)
    },
    size: file => {
      const real = locate(file)
      return real === undefined ? undefined : statSync(real).size
    },
  }
}

function realFolder(path: string): string {
  try {
    const root = realpathSync.native(resolve(path))
    if (statSync(root).isDirectory()) {
      readdirSync(root)
      return root
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')) {
      throw new UserError(
        'unreadable-folder',
        `${path} may not be read`,
        'Give your user the right to read and enter the folder.',
      )
    }
  }
  throw new UserError(
    'no-app-folder',
    `${path} is not a folder`,
    'Give the folder that holds the Dockerfile.',
  )
}

/**
 * The real path of a regular file inside the root; undefined where it is absent, something else, or outside.
 * @param folders real paths of the folders that were asked for before
 */
function locateInside(
  root: string,
  file: string,
  folders: Map<string, string | undefined>,
): string | undefined {
  const path = join(root, file)
  try {
    const entry = lstatSync(path, { throwIfNoEntry: false })
    if (entry === undefined) return undefined
    if (entry.isSymbolicLink()) {
      const real = realpathSync.native(path)
      return isInside(root, real) && statSync(real).isFile() ? real : undefined
    }
    if (!entry.isFile()) return undefined
    const folder = realFolderInside(root, dirname(path), folders)
    return folder === undefined ? undefined : join(folder, basename(path))
  } catch {
    return undefined
  }
}

/** Files of one folder are asked for together, and the folder may itself be reached by a link. */
function realFolderInside(
  root: string,
  folder: string,
  known: Map<string, string | undefined>,
): string | undefined {
  if (known.has(folder)) return known.get(folder)
  const real = realpathSync.native(folder)
  const inside = real === root || isInside(root, real) ? real : undefined
  known.set(folder, inside)
  return inside
}

const isInside = (root: string, real: string) => real.startsWith(root.endsWith(sep) ? root : root + sep)

function listFiles(root: string): readonly string[] {
  const found: string[] = []
  const folders: { path: string; depth: number }[] = [{ path: '', depth: 0 }]
  for (let folder = folders.pop(); folder && found.length < maxFiles; folder = folders.pop()) {
    const entries = entriesOf(join(root, folder.path))
    const names = new Set(entries.map(entry => entry.name))
    for (const entry of entries) {
      const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`
      if (entry.isDirectory()) {
        if (folder.depth < maxDepth && !isHeavy(entry.name, names)) {
          folders.push({ path, depth: folder.depth + 1 })
        }
      } else if (
        entry.isFile() ||
        (entry.isSymbolicLink() && locateInside(root, path, new Map()) !== undefined)
      ) {
        found.push(path)
      }
    }
  }
  return found.sort().slice(0, maxFiles)
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function isHeavy(name: string, siblings: ReadonlySet<string>): boolean {
  const beside = heavyBeside[name]
  return heavy.has(name) || (beside !== undefined && siblings.has(beside))
}

function readText(real: string): string | undefined {
  let handle: number | undefined
  try {
    handle = openSync(real, 'r')
    const size = fstatSync(handle).size
    if (size > maxReadBytes) return undefined
    const bytes = Buffer.alloc(size)
    const length = readSync(handle, bytes, 0, size, 0)
    const text = bytes.subarray(0, length)
    return text.subarray(0, 8000).includes(0) ? undefined : text.toString('utf8')
  } catch {
    return undefined
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}
