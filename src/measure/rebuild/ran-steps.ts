import type { BuiltImage } from '../../engines/engine.ts'
import type { BuildModel, Stage, Step } from '../../model/build-model.ts'

/** What a build did with an instruction; undefined where it did not say. */
export type RanSteps = (step: Step) => 'ran' | 'cached' | undefined

/**
 * Finds a model's RUNs and COPYs in what BuildKit tells: `[build 3/7] RUN npm ci`. The number counts what makes a
 * layer, and FROM where it names an image; the name is left out where there is one stage, and `stage-2` where it has
 * none. FROM itself never counts as cached, so it is not looked at.
 */
export function ranSteps({ stages }: BuildModel, steps: BuiltImage['steps']): RanSteps {
  const told = new Map(steps.flatMap(({ name, cached }) => placeOf(name).map(place => [place, cached])))
  const places = new Map(stages.flatMap(stage => [...stagePlaces(stage, stages.length)]))
  return step => {
    const cached = told.get(places.get(step.instruction.range.start.offset) ?? '')
    return cached === undefined ? undefined : cached ? 'cached' : 'ran'
  }
}

/** `build 3`; the platform that a build for several of them puts in front is left out. */
function placeOf(name: string): readonly string[] {
  const found = /^\[(?:([^\]]*) )?\s*(\d+)\/\d+\]/.exec(name)
  if (found === null) return []
  const label =
    (found[1] ?? '')
      .trim()
      .split(' ')
      .findLast(word => !word.includes('/')) ?? ''
  return [`${label} ${found[2]}`]
}

const counted = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR'])

/** By the offset of the instruction. */
function* stagePlaces(stage: Stage, stages: number): Iterable<readonly [number, string]> {
  const label = stage.name?.toLowerCase() ?? (stages === 1 ? '' : `stage-${stage.index}`)
  let count = stage.base.kind === 'image' || stage.base.kind === 'unknown' ? 1 : 0
  for (const { instruction } of stage.steps) {
    if (!counted.has(instruction.name)) continue
    count += 1
    yield [instruction.range.start.offset, `${label} ${count}`]
  }
}
