import { publishedFor } from '../../image/bases/architectures.ts'
import { architectureOf } from '../../image/platform.ts'
import type { Stage } from '../../model/build-model.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const platformNotPublished: Rule = {
  id: 'platform-not-published',
  title: 'A base image is not published for a platform that is asked for',
  family: 'correctness',
  severity: 'warning',
  counterparts: {},
  *check(context: RuleContext): Iterable<Finding> {
    for (const stage of context.model.stages) {
      if (stage.base.kind !== 'image') continue
      const { reference } = stage.base
      const published = publishedFor(reference)
      if (published === undefined) continue
      const missing = asked(stage, context).find(
        ({ architecture }) => !published.architectures.includes(architecture),
      )
      if (missing === undefined) continue
      yield {
        message: `${reference} is not published for linux/${missing.architecture}${missing.by}`,
        range: stage.from.image.range,
        help: `as of ${published.asOf} it is there for ${published.architectures.join(', ')}`,
      }
    }
  },
}

interface Asked {
  readonly architecture: string
  /** Who asks, where that is not plain from the line itself. */
  readonly by: string
}

function asked(stage: Stage, { builds, reach }: RuleContext): readonly Asked[] {
  const { platform } = stage.from
  if (platform !== undefined && !/^\$\{?TARGETPLATFORM\}?$/.test(platform)) {
    const architecture = architectureOf(platform)
    return architecture === undefined ? [] : [{ architecture, by: '' }]
  }
  if (reach.ofStage(stage.index) === 'unused') return []
  return builds.flatMap(({ platforms = [], file, line, name }) =>
    platforms.flatMap(each => {
      const architecture = architectureOf(each)
      return architecture === undefined
        ? []
        : [{ architecture, by: `, which ${file}:${line} (${name}) asks for` }]
    }),
  )
}
