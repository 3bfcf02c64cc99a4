import { posix } from 'node:path'
import type { AppFiles } from './app-files.ts'
import { blankComments } from './blank-comments.ts'
import type { Located } from './package-json.ts'
import { rangeOf } from './positions.ts'

/** A Gradle project as its files say in Groovy or Kotlin, read as text and never evaluated. */
export interface GradleProject {
  /** The build file. */
  readonly path: string
  readonly text: string
  /** The project's name where a file says it; the folder's name is taken by Gradle otherwise. */
  readonly name: string | undefined
  readonly version: Located | undefined
  /** The first match of a pattern in the build file, its first group the value. */
  find(pattern: RegExp): Located | undefined
}

const buildFiles = ['build.gradle.kts', 'build.gradle']

/** The build file of a folder; undefined where there is none. */
export function gradleFile(app: AppFiles, folder: string): string | undefined {
  return buildFiles.map(name => posix.join(folder, name)).find(path => app.has(path))
}

/** True for a path that is a Gradle build file. */
export const isGradleFile = (path: string): boolean => buildFiles.includes(posix.basename(path))

/** @param root the folder of settings.gradle, `.` for the app's own */
export function readGradle(app: AppFiles, path: string, root: string): GradleProject | undefined {
  const source = app.read(path)
  if (source === undefined) return undefined
  const text = blankComments(source)
  const folder = posix.dirname(path)
  const find = (pattern: RegExp) => located(text, pattern)
  const own = find(/^[ \t]*version\s*=?\s*["']([^"'$]+)["']/m)
  return {
    path,
    text,
    name: folder === root ? rootName(app, root) : posix.basename(folder),
    version: own ?? inherited(app, root),
    find,
  }
}

function located(text: string, pattern: RegExp): Located | undefined {
  const match = pattern.exec(text)
  const value = match?.slice(1).find(Boolean)
  return match && value !== undefined
    ? { value, range: rangeOf(text, match.index, match.index + match[0].length) }
    : undefined
}

function rootName(app: AppFiles, root: string): string | undefined {
  const text = settingsOf(app, root) ?? ''
  return /rootProject\.name\s*=\s*["']([^"'$]+)["']/.exec(text)?.[1]
}

const settingsOf = (app: AppFiles, root: string) => {
  const found = ['settings.gradle.kts', 'settings.gradle']
    .map(name => app.read(posix.join(root, name)))
    .find(text => text !== undefined)
  return found === undefined ? undefined : blankComments(found)
}

/** True where settings.gradle includes other projects. */
export const hasSubprojects = (app: AppFiles, root: string): boolean =>
  /^[ \t]*include\b/m.test(settingsOf(app, root) ?? '')

/** `version=` of gradle.properties, or what the root's build file sets for all. */
function inherited(app: AppFiles, root: string): Located | undefined {
  const properties = located(
    app.read(posix.join(root, 'gradle.properties')) ?? '',
    /^version\s*[=:]\s*(\S+)/m,
  )
  const path = gradleFile(app, root)
  const text = blankComments((path === undefined ? undefined : app.read(path)) ?? '')
  return properties ?? located(text, /allprojects\s*\{[^}]*?version\s*=?\s*["']([^"'$]+)["']/)
}
