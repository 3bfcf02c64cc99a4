import type { BuildModel, Step } from '../../model/build-model.ts'

/** The RUNs whose shell stops at the first failure by itself: SHELL ["/bin/bash", "-ec"]. */
export function stopsAtFailure({ stages }: BuildModel): ReadonlySet<Step> {
  const ends: boolean[] = []
  const found = new Set<Step>()
  for (const stage of stages) {
    let stops = stage.base.kind === 'stage' && ends[stage.base.stage] === true
    for (const step of stage.steps) {
      const { instruction } = step
      if (instruction.name === 'SHELL')
        stops = instruction.shell.some(word => /^-\w*e\w*$/.test(word) || word === 'errexit')
      if (stops && instruction.name === 'RUN') found.add(step)
    }
    ends.push(stops)
  }
  return found
}
