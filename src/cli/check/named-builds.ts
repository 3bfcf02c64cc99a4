import { readdirSync, realpathSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { NamedBuild, UnknownBuild } from '../../app/builds/named-build.ts'
import { isBuildFile, readBuilds } from '../../app/builds/read-builds.ts'

/** What Compose and Bake files build, with absolute paths. */
export interface FoundBuild {
  readonly build: NamedBuild
  readonly dockerfile: string
  readonly context: string
}

export interface FoundBuilds {
  readonly builds: readonly FoundBuild[]
  /** What they say that cannot be told from here, with the path of the file as the user knows it. */
  readonly notes: readonly UnknownBuild[]
}

/** What Compose and Bake files below a folder build. */
export async function buildsBelow(root: string, cwd: string, app: AppFiles): Promise<FoundBuilds> {
  return await located(root, cwd, app, app.list().filter(isBuildFile))
}

/** What those build that lie beside a Dockerfile, or above it up to the folder where the command was called. */
export async function buildsAround(
  file: string,
  cwd: string,
  open: (folder: string) => AppFiles,
): Promise<FoundBuilds> {
  const root = isWithin(cwd, file) ? cwd : dirname(file)
  const found: string[] = []
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const names = namesIn(folder).filter(isBuildFile)
    found.push(...names.map(name => slashed(relative(root, join(folder, name)))))
    if (folder === root) break
  }
  if (found.length === 0) return { builds: [], notes: [] }
  const all = await located(root, cwd, open(root), found)
  return { builds: all.builds.filter(({ dockerfile }) => dockerfile === file), notes: [] }
}

async function located(
  root: string,
  cwd: string,
  app: AppFiles,
  files: readonly string[],
): Promise<FoundBuilds> {
  if (files.length === 0) return { builds: [], notes: [] }
  const { builds, unknown } = await readBuilds(app, files)
  const shown = (file: string) => slashed(relative(cwd, join(root, file)))
  const missing = builds
    .filter(({ inline, dockerfile }) => inline === undefined && !app.has(dockerfile))
    .map(({ name, file, line, dockerfile }) => ({
      file,
      line,
      message: `${name}: there is no ${dockerfile}`,
    }))
  return {
    builds: builds
      .filter(({ context }) => leadsNowhereElse(root, context))
      .map(build => ({
        build: { ...build, file: shown(build.file) },
        dockerfile: resolve(root, build.dockerfile),
        context: resolve(root, build.context),
      })),
    notes: [...unknown, ...missing].map(note => ({ ...note, file: shown(note.file) })),
  }
}

/** A folder inside of the root, links followed. */
function leadsNowhereElse(root: string, folder: string): boolean {
  try {
    return isWithin(realpathSync(root), realpathSync(join(root, folder)))
  } catch {
    return false
  }
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/')
}
