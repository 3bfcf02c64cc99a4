import type { Stage } from '../../model/build-model.ts'
import { goOutputs } from '../go-outputs.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const wrongPlatform: Rule = {
  id: 'wrong-platform',
  title: 'A program for the machine that builds is copied to an image for another one',
  family: 'correctness',
  severity: 'warning',
  counterparts: {},
  *check({ model }: RuleContext): Iterable<Finding> {
    for (const stage of model.stages) {
      if (stage.from.platform !== undefined || stage.base.kind === 'stage') continue
      for (const step of stage.steps) {
        if (step.instruction.name !== 'COPY') continue
        for (const effect of step.effects) {
          if (effect.kind !== 'copies-from-stage' || effect.stage === undefined) continue
          const from = model.stages[effect.stage]
          if (from === undefined || !isBuildPlatform(from) || knowsTarget(from)) continue
          const source = effect.sources.find(each => isProgram(each, from))
          if (source === undefined) continue
          yield {
            message: `${source} is built for the machine that builds, whatever --platform says`,
            range: step.instruction.range,
            help: 'take TARGETOS and TARGETARCH into account there, or take --platform=$BUILDPLATFORM out',
          }
        }
      }
    }
  },
}

function isBuildPlatform({ from }: Stage): boolean {
  return from.platform !== undefined && /^\$\{?BUILDPLATFORM\}?$/.test(from.platform)
}

/** A cross build names its target somewhere. */
function knowsTarget({ steps }: Stage): boolean {
  return steps.some(
    ({ instruction, script }) =>
      /TARGET|GOARCH|--target|--arch|\bxx-|goreleaser|buildx|\bmake\b/.test(instruction.logical.text) ||
      /TARGET|GOARCH|--target|--arch|\bxx-|\bmake\b/.test(script?.text ?? ''),
  )
}

/** Scripts and pages are the same everywhere; these are not. */
function isProgram(source: string, from: Stage): boolean {
  return (
    /\/target\/release\/[\w-]+$|\/(?:site|dist)-packages\/?$|\/\.?venv\/?$/.test(source) ||
    goOutputs(from).includes(source)
  )
}
