import { statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { isDockerfileName } from '../../app/dockerfile-names.ts'
import { maxReadBytes } from '../../app/read-app-folder.ts'
import { whyUnreadable } from '../../app/why-unreadable.ts'
import { UserError } from '../../errors.ts'

/** A Dockerfile to check. */
export interface FoundFile {
  /** As the user knows it: relative to where the command was called. */
  readonly shown: string
  readonly absolute: string
  readonly text: string
  /** Folders that may be its build context, the likeliest first. */
  readonly contexts: readonly string[]
}

/** Reads the files that are named, and every Dockerfile below the folders that are. Follows no link out of a folder. */
export function findFiles(
  paths: readonly string[],
  cwd: string,
  open: (folder: string) => AppFiles,
): readonly FoundFile[] {
  const found = new Map<string, FoundFile>()
  for (const path of paths) {
    const absolute = resolve(cwd, path)
    for (const file of kindOf(absolute, path) === 'folder' ? below(open(absolute), absolute) : [absolute]) {
      const root = file === absolute ? dirname(file) : absolute
      const text = open(root).read(relative(root, file))
      const shown = relative(cwd, file).replaceAll('\\', '/')
      if (text === undefined) throw unreadable(root, relative(root, file), shown)
      found.set(file, { shown, absolute: file, text, contexts: [...new Set([dirname(file), root, cwd])] })
    }
  }
  return [...found.values()]
}

function below(app: AppFiles, folder: string): readonly string[] {
  return app
    .list()
    .filter(isDockerfileName)
    .map(path => join(folder, path))
}

function kindOf(absolute: string, path: string): 'file' | 'folder' {
  const stats = statSync(absolute, { throwIfNoEntry: false })
  if (stats?.isDirectory() === true) return 'folder'
  if (stats?.isFile() === true) return 'file'
  throw new UserError(
    'no-such-file',
    `${path} is neither a file nor a folder`,
    'Give Dockerfiles, or folders.',
  )
}

function unreadable(root: string, file: string, shown: string): UserError {
  const why = whyUnreadable(root, file, maxReadBytes)
  return new UserError('unreadable', `${shown} ${why?.reason ?? 'is gone'}`, why?.hint)
}
