import { join } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { readAppFolder } from '../../app/read-app-folder.ts'
import type { NamedTarget } from '../../rewrite/keep-targets.ts'
import { buildsAround, buildsBelow } from '../check/named-builds.ts'

/**
 * The stages of a Dockerfile that Compose and Bake files build by name: those below the app's folder, and those around it
 * up to the folder where the command was called.
 */
export async function namedTargets(
  root: string,
  app: AppFiles,
  dockerfile: string,
  cwd: string,
): Promise<readonly NamedTarget[]> {
  const path = join(root, dockerfile)
  const below = await buildsBelow(root, cwd, app)
  const around = await buildsAround(path, cwd, readAppFolder)
  const targets = [...below.builds, ...around.builds]
    .filter(each => each.dockerfile === path && each.build.inline === undefined)
    .flatMap(({ build: { target, file, line, name } }) =>
      target === undefined ? [] : [{ stage: target, by: `${file}:${line} ${name}` }],
    )
  return [...new Map(targets.map(each => [each.stage.toLowerCase(), each])).values()]
}
