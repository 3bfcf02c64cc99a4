import { accessSync, constants, lstatSync, realpathSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** What a person reads after the file's name, and what to do. */
export interface Unreadable {
  readonly reason: string
  readonly hint: string
}

/**
 * Why `AppFiles.read` has no text for a file that is there.
 * @param root the folder that no link may lead out of
 * @param limit bytes above which no text is read
 * @returns undefined where nothing of that name is there
 */
export function whyUnreadable(root: string, file: string, limit: number): Unreadable | undefined {
  const path = join(root, file)
  try {
    if (lstatSync(path).isSymbolicLink()) {
      const fault = faultOfLink(root, path)
      if (fault !== undefined) return fault
    }
    const stats = statSync(path)
    if (stats.isDirectory()) return { reason: 'is a folder', hint: 'Name the file in it.' }
    if (!stats.isFile()) return { reason: 'is no regular file', hint: 'Give a text file.' }
    if (stats.size > limit) {
      const size = `${(stats.size / 1e6).toFixed(1)} MB`
      return {
        reason: `has ${size}, more than the ${limit / 1e6} MB that are read`,
        hint: 'Is it the right file?',
      }
    }
    accessSync(path, constants.R_OK)
    return { reason: 'is binary', hint: 'Give a text file, saved as UTF-8.' }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    return { reason: 'may not be read', hint: 'Give your user the right to read it.' }
  }
}

function faultOfLink(root: string, path: string): Unreadable | undefined {
  try {
    const way = relative(realpathSync(root), realpathSync(path))
    if (way !== '..' && !way.startsWith(`..${sep}`)) return undefined
    const hint = 'Put the file itself there: a build sees nothing outside of its context.'
    return { reason: 'is a link out of the folder', hint }
  } catch {
    return { reason: 'is a link that leads nowhere', hint: 'Make it again, or remove it.' }
  }
}
