import { parseDockerfile } from '../dockerfile/parse.ts'
import { buildModel } from '../model/model.ts'
import { knownImageBelow } from '../model/image-below.ts'

/** The image that a Dockerfile's last stage stands on in the end; undefined where that cannot be told. */
export function baseOf(dockerfile: string, name: string): string | undefined {
  const build = buildModel(parseDockerfile(dockerfile, name))
  return knownImageBelow(build, build.final)
}
