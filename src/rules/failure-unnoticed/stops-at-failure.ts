import type { BuildModel, Stage, Step } from '../../model/build-model.ts'

/** For each stage, the RUNs whose shell stops at the first failure by itself: SHELL ["/bin/bash", "-ec"]. */
export function* stopsAtFailure({ stages }: BuildModel): Iterable<readonly [Stage, ReadonlySet<Step>]> {
  const ends: boolean[] = []
  for (const stage of stages) {
    let stops = stage.base.kind === 'stage' && ends[stage.base.stage] === true
    const found = new Set<Step>()
    for (const step of stage.steps) {
      const { instruction } = step
      if (instruction.name === 'SHELL')
        stops = instruction.shell.some(word => /^-\w*e\w*$/.test(word) || word === 'errexit')
      // What is not run while building is not judged.
      if (stops || instruction.name !== 'RUN') found.add(step)
    }
    ends.push(stops)
    yield [stage, found]
  }
}
