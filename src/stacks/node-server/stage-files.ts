import type { BuildModel, Stage } from '../../model/build-model.ts'
import type { NeededFile } from '../../model/stack-facts.ts'

/**
 * What a stage takes from other stages of the Dockerfile: the last stage takes it from there too, to the same place.
 * A string says which COPY is from elsewhere, or to a place that holds more.
 */
export function stageFiles(build: BuildModel, stage: Stage): readonly NeededFile[] | string {
  const found: NeededFile[] = []
  for (const step of stage.steps) {
    for (const effect of step.effects) {
      if (effect.kind !== 'copies-from-stage') continue
      const from = effect.stage === undefined ? undefined : build.stages[effect.stage]?.name
      const place = effect.destination.replace(/(.)\/$/, '$1')
      if (from === undefined || place === '/' || effect.sources.some(each => /[*?[]/.test(each)))
        return `line ${step.instruction.range.start.line}`
      const chown = step.instruction.flags.find(flag => flag.name === 'chown')?.value
      for (const source of effect.sources)
        found.push({ from, source, destination: effect.destination, ...(chown ? { chown } : {}) })
    }
  }
  return found
}
