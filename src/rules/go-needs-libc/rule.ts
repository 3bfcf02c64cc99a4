import { baseFacts } from '../../image/bases/base-facts.ts'
import type { AppFiles } from '../../app/app-files.ts'
import { parseReference } from '../../image/reference.ts'
import type { BuildModel, Stage, Step } from '../../model/build-model.ts'
import { baseReference } from '../base-image.ts'
import { commandsOf } from '../commands.ts'
import { goOutputs } from '../go-outputs.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const goNeedsLibc: Rule = {
  id: 'go-needs-libc',
  title: 'A Go program that needs a C library is copied to an image without it',
  family: 'correctness',
  severity: 'warning',
  counterparts: {},
  *check({ model, app }: RuleContext): Iterable<Finding> {
    if (model.stages.length < 2) return
    for (const stage of model.stages) {
      const lacking = lacks(model, stage)
      if (lacking === undefined) continue
      for (const step of stage.steps) {
        if (step.instruction.name !== 'COPY') continue
        for (const effect of step.effects) {
          if (effect.kind !== 'copies-from-stage' || effect.stage === undefined) continue
          const from = model.stages[effect.stage]
          if (from === undefined || !linksLibc(model, from)) continue
          const source = effect.sources.find(each => goOutputs(from).includes(each))
          if (source === undefined) continue
          const uses = usesLibc(app)
          if (uses !== false) yield finding(step, source, lacking, uses)
        }
      }
    }
  },
}

function finding({ instruction }: Step, source: string, lacking: string, sure: boolean | undefined): Finding {
  return {
    message: `${source} is linked with glibc where it uses net or os/user, and ${lacking} has none`,
    range: instruction.range,
    help: 'build with CGO_ENABLED=0',
    ...(sure === true ? {} : { severity: 'info' }),
  }
}

const hasNoGlibc = (reference: string) => ['none', 'musl'].includes(baseFacts(reference)?.libc ?? '')

/** What the stage stands on, where that has no glibc. */
function lacks(model: BuildModel, stage: Stage): string | undefined {
  const reference = baseReference(model, stage)
  const without =
    stage.base.kind === 'scratch' ||
    (reference !== undefined &&
      (hasNoGlibc(reference) || /(?:^|[/:-])alpine|chainguard\/static/.test(reference)))
  if (!without) return undefined
  const installs = stage.steps.some(({ effects }) =>
    effects.some(
      effect =>
        effect.kind === 'installs-packages' &&
        effect.packages.some(name => /^(?:libc6-compat|gcompat|glibc)/.test(name)),
    ),
  )
  return installs ? undefined : (reference ?? 'scratch')
}

/** Images of Go on Debian have a C compiler, so cgo is on; those on Alpine have none, and it is off. */
function linksLibc(model: BuildModel, stage: Stage): boolean {
  const image = parseReference(baseReference(model, stage) ?? '')
  if (image?.repository !== 'library/golang' || /alpine|windows|nanoserver/.test(image.tag ?? ''))
    return false
  return stage.steps.every(
    step =>
      step.variables.get('CGO_ENABLED') !== '0' &&
      !/CGO_ENABLED|netgo|osusergo|-static|\bmake\b/.test(step.script?.text ?? '') &&
      !commandsOf(stage, step).some(({ command }) =>
        command.assignments.some(({ key }) => key === 'CGO_ENABLED'),
      ),
  )
}

/** How many sources are looked into: a program that serves shows it early. */
const most = 400

/** Undefined where the sources are not known. */
function usesLibc(app: AppFiles | undefined): boolean | undefined {
  const sources = app?.list().filter(path => path.endsWith('.go') && !path.endsWith('_test.go')) ?? []
  if (app === undefined || sources.length === 0) return undefined
  const found = sources
    .slice(0, most)
    .some(path => /^\s*(?:import\s+)?(?:\w+\s+)?"(?:net|net\/http|os\/user|C)"/m.test(app.read(path) ?? ''))
  return found ? true : app.has('go.sum') ? undefined : false
}
