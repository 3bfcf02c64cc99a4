import type { Diagnostic } from '../dockerfile/source.ts'
import { publishedFor } from '../image/bases/architectures.ts'
import { lackingIn } from '../image/bases/choose-base.ts'
import { architectureOf } from '../image/platform.ts'
import type { BuildModel } from '../model/build-model.ts'
import { shippedStages } from '../model/launch.ts'

/** A platform for which the image is built, and who says so: `--platform`, `docker-bake.hcl:4 target app`. */
export interface AskedPlatform {
  readonly platform: string
  readonly by: string
}

/** That the new base is not there for a platform for which the original was built, where the catalogue tells. */
export function basePlatforms(
  base: string,
  build: BuildModel,
  others: readonly AskedPlatform[],
): readonly Diagnostic[] {
  const [root] = shippedStages(build)
  if (root === undefined || (root.base.kind === 'image' && root.base.reference === base)) return []
  const { platform } = root.from
  const line = root.from.range.start.line
  const own = platform === undefined ? [] : [{ platform, by: `${build.document.file}:${line}` }]
  return [...own, ...others].flatMap(({ platform, by }) => {
    const architecture = architectureOf(platform)
    if (architecture === undefined) return []
    if (lackingIn(base, { architectures: [architecture] }).length === 0) return []
    const there = publishedFor(base)
    return [
      {
        code: 'base-platform',
        severity: 'warning',
        message: `${base} is not published for linux/${architecture}, which ${by} asks for`,
        file: build.document.file,
        range: root.from.image.range,
        help: `as of ${there?.asOf ?? 'an unknown day'} it is there for ${there?.architectures.join(', ') ?? 'unknown platforms'}`,
      } as const,
    ]
  })
}
