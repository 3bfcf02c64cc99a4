import { statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { InlineDockerfile, NamedBuild, UnknownBuild } from '../../app/builds/named-build.ts'
import { isDockerfileName } from '../../app/dockerfile-names.ts'
import { maxReadBytes } from '../../app/read-app-folder.ts'
import { whyUnreadable } from '../../app/why-unreadable.ts'
import { UserError } from '../../errors.ts'
import { buildsAround, buildsBelow, type FoundBuild } from './named-builds.ts'

/** A Dockerfile to check. */
export interface FoundFile {
  /** As the user knows it: relative to where the command was called. */
  readonly shown: string
  readonly absolute: string
  readonly text: string
  /** Folders that may be its build context, the likeliest first. */
  readonly contexts: readonly string[]
  /** What Compose and Bake files build from it; the folders that they name come first in `contexts`. */
  readonly builds: readonly NamedBuild[]
  /** Where it stands in a Compose or Bake file: `text` is then that part of the file. */
  readonly inline?: InlineDockerfile
}

export interface FoundFiles {
  readonly files: readonly FoundFile[]
  readonly notes: readonly UnknownBuild[]
}

type Open = (folder: string) => AppFiles

/**
 * Reads the files that are named, and every Dockerfile below the folders that are: those with the usual names, those that
 * Compose and Bake files name, and those that are written in them. Follows no link out of a folder.
 */
export async function findFiles(paths: readonly string[], cwd: string, open: Open): Promise<FoundFiles> {
  const found = new Map<string, FoundFile>()
  const notes: UnknownBuild[] = []
  for (const path of paths) {
    const absolute = resolve(cwd, path)
    if (kindOf(absolute, path) === 'file') {
      const { builds } = await buildsAround(absolute, cwd, open)
      found.set(absolute, read(absolute, dirname(absolute), cwd, open, builds))
      continue
    }
    const below = await buildsBelow(absolute, cwd, open(absolute))
    notes.push(...below.notes)
    for (const file of filesBelow(open(absolute), absolute, below.builds)) {
      const builds = below.builds.filter(({ build, dockerfile }) => dockerfile === file && !build.inline)
      found.set(file, read(file, absolute, cwd, open, builds))
    }
    for (const each of below.builds) {
      const file = inlineFile(each, absolute, cwd)
      if (file !== undefined) found.set(`${each.dockerfile} ${each.build.line}`, file)
    }
  }
  return { files: [...found.values()], notes }
}

function read(file: string, root: string, cwd: string, open: Open, builds: readonly FoundBuild[]): FoundFile {
  const text = open(root).read(relative(root, file))
  const shown = relative(cwd, file).replaceAll('\\', '/')
  if (text === undefined) throw unreadable(root, relative(root, file), shown)
  const contexts = [...new Set([...builds.map(({ context }) => context), dirname(file), root, cwd])]
  return { shown, absolute: file, text, contexts, builds: builds.map(({ build }) => build) }
}

function inlineFile(
  { build, dockerfile, context }: FoundBuild,
  root: string,
  cwd: string,
): FoundFile | undefined {
  const { inline, file } = build
  if (inline === undefined) return undefined
  const contexts = [context, root, cwd]
  return { shown: file, absolute: dockerfile, text: inline.text, contexts, builds: [build], inline }
}

function filesBelow(app: AppFiles, folder: string, builds: readonly FoundBuild[]): readonly string[] {
  const named = builds
    .filter(({ build }) => build.inline === undefined && app.has(build.dockerfile))
    .map(({ dockerfile }) => dockerfile)
  const usual = app
    .list()
    .filter(isDockerfileName)
    .map(path => join(folder, path))
  return [...new Set([...usual, ...named])].sort()
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
