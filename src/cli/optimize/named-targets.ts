import { join } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { readAppFolder } from '../../app/read-app-folder.ts'
import type { AskedPlatform } from '../../rewrite/base-platforms.ts'
import type { NamedTarget } from '../../rewrite/keep-targets.ts'
import { buildsAround, buildsBelow } from '../check/named-builds.ts'

/** What Compose and Bake files say of a Dockerfile. */
export interface NamedStages {
  /** The stages that they build by name. */
  readonly targets: readonly NamedTarget[]
  readonly platforms: readonly AskedPlatform[]
}

/**
 * What Compose and Bake files say of a Dockerfile: those below the app's folder, and those around it up to the folder
 * where the command was called.
 */
export async function namedStages(
  root: string,
  app: AppFiles,
  dockerfile: string,
  cwd: string,
): Promise<NamedStages> {
  const path = join(root, dockerfile)
  const below = await buildsBelow(root, cwd, app)
  const around = await buildsAround(path, cwd, readAppFolder)
  const builds = [...below.builds, ...around.builds].flatMap(each =>
    each.dockerfile === path && each.build.inline === undefined ? [each.build] : [],
  )
  const targets = builds.flatMap(({ target, file, line, name }) =>
    target === undefined ? [] : [{ stage: target, by: `${file}:${line} ${name}` }],
  )
  const platforms = builds.flatMap(({ platforms = [], file, line, name }) =>
    platforms.map(platform => ({ platform, by: `${file}:${line} ${name}` })),
  )
  return {
    targets: [...new Map(targets.map(each => [each.stage.toLowerCase(), each])).values()],
    platforms: [...new Map(platforms.map(each => [each.platform, each])).values()],
  }
}
