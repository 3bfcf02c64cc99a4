import type { BuildModel, Effect } from '../model/build-model.ts'
import { shippedStages } from '../model/launch.ts'
import { reachableStages } from '../model/model.ts'

/**
 * - `ships`: the stage's layers are layers of the image.
 * - `builds`: the image needs the stage, which itself stays behind.
 * - `unused`: the image does not need it; it may be another target.
 */
export type StageReach = 'ships' | 'builds' | 'unused'

/** Which bytes of a build come into the image that ships. */
export interface Reach {
  ofStage(stage: number): StageReach
  /** Whether a path of a stage, as it is at the stage's end, is in the image: by its layers, or by COPY --from. */
  shipsPath(stage: number, path: string): boolean
}

/** Follows FROM, COPY --from and mounts back from the stage that ships. */
export function reachOf(model: BuildModel): Reach {
  const shipped = new Set(shippedStages(model).map(stage => stage.index))
  const needed = reachableStages(model)
  let taken: ReadonlyMap<number, readonly string[]> | undefined
  return {
    ofStage: stage => (shipped.has(stage) ? 'ships' : needed.has(stage) ? 'builds' : 'unused'),
    shipsPath: (stage, path) => {
      if (shipped.has(stage)) return true
      taken ??= takenPaths(model, shipped)
      return (taken.get(stage) ?? []).some(source => overlaps(source, path))
    },
  }
}

/** For each stage, what is copied from it, directly or by way of another, into the stages that ship. */
function takenPaths(model: BuildModel, shipped: ReadonlySet<number>): ReadonlyMap<number, readonly string[]> {
  const taken = new Map<number, string[]>()
  const open = [...shipped]
  const seen = new Set<number>()
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const stage = model.stages[index]
    if (stage === undefined || seen.has(index)) continue
    seen.add(index)
    for (const { stage: from, sources } of stage.steps.flatMap(step => step.effects.flatMap(copyOf))) {
      taken.set(from, [...(taken.get(from) ?? []), ...sources])
      open.push(from)
    }
    // What is copied out of a stage may come from the one that it is built on.
    if (stage.base.kind === 'stage' && !shipped.has(stage.base.stage)) {
      const sources = taken.get(index) ?? []
      taken.set(stage.base.stage, [...(taken.get(stage.base.stage) ?? []), ...sources])
      open.push(stage.base.stage)
    }
  }
  return taken
}

function copyOf(effect: Effect): { stage: number; sources: readonly string[] }[] {
  if (effect.kind !== 'copies-from-stage' || effect.stage === undefined) return []
  return [{ stage: effect.stage, sources: effect.sources }]
}

/** Whether one lies within the other; from a wildcard on, anything may. */
function overlaps(source: string, path: string): boolean {
  const a = cleanPath(source)
  const b = cleanPath(path)
  return a === '/' || a === b || b.startsWith(`${a}/`) || a.startsWith(b === '/' ? b : `${b}/`)
}

function cleanPath(path: string): string {
  return `/${path.replace(/[*?[].*$/, '').replace(/^\/+|\/+$/g, '')}`
}
