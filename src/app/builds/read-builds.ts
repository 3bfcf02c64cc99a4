import { posix } from 'node:path'
import type { AppFiles } from '../app-files.ts'
import type { NamedBuild, NamedBuilds } from './named-build.ts'

const compose = /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/i
const bake = /^(?:docker-)?bake(?:[.-][\w.-]+)?\.(?:hcl|json)$/i

const isCompose = (path: string) => compose.test(posix.basename(path))

/** Whether a file's name is that of a Compose or Bake file. */
export function isBuildFile(path: string): boolean {
  return isCompose(path) || bake.test(posix.basename(path))
}

/**
 * The builds that Compose and Bake files describe, and what of them cannot be known. They are read as data, and
 * nothing outside of `app`. The readers are loaded only where a file builds something.
 * @param files which of its files to read, relative to its root
 */
export async function readBuilds(app: AppFiles, files: readonly string[]): Promise<NamedBuilds> {
  const composed = files.filter(path => isCompose(path) && /build|include|extends/.test(app.read(path) ?? ''))
  const baked = files.filter(path => isBuildFile(path) && !isCompose(path))
  const found: NamedBuilds[] = []
  if (composed.length > 0) found.push((await import('./compose-builds.ts')).composeBuilds(app, composed))
  if (baked.length > 0) found.push((await import('./bake-builds.ts')).bakeBuilds(app, baked))
  const builds = found.flatMap(each => each.builds)
  return { builds: distinct(builds), unknown: found.flatMap(each => each.unknown) }
}

/** A matrix, and a file laid over another, may say the same several times. */
function distinct(builds: readonly NamedBuild[]): readonly NamedBuild[] {
  const seen = new Map(builds.map(build => [JSON.stringify({ ...build, args: undefined }), build]))
  return [...seen.values()]
}
