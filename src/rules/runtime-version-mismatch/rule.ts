import type { AppFiles } from '../../app/app-files.ts'
import { readPom } from '../../app/pom.ts'
import type { Stage, Step } from '../../model/build-model.ts'
import { javaVersion } from '../../stacks/java-maven/java-version.ts'
import { hasCompiledAddons } from '../addons.ts'
import { baseReference } from '../base-image.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'
import { type Runtime, runtimeOf } from './runtime.ts'

export const runtimeVersionMismatch: Rule = {
  id: 'runtime-version-mismatch',
  title: 'What one version of a runtime built is copied to another version',
  family: 'correctness',
  severity: 'warning',
  counterparts: {},
  *check({ model, app }: RuleContext): Iterable<Finding> {
    if (model.stages.length < 2) return
    for (const stage of model.stages) {
      const here = runtimeOf(baseReference(model, stage))
      if (here === undefined) continue
      for (const step of stage.steps) {
        if (step.instruction.name !== 'COPY') continue
        for (const effect of step.effects) {
          if (effect.kind !== 'copies-from-stage' || effect.stage === undefined) continue
          const from = model.stages[effect.stage]
          const there = from && runtimeOf(baseReference(model, from))
          if (from === undefined || there?.name !== here.name || there.version === here.version) continue
          const source = effect.sources.find(each => depends(each, there, here, from, app))
          if (source !== undefined) yield finding(step, source, there, here, hasCompiledAddons(app) === true)
        }
      }
    }
  },
}

function finding(
  { instruction }: Step,
  source: string,
  there: Runtime,
  here: Runtime,
  known: boolean,
): Finding {
  return {
    message: `${source} was made with ${there.name} ${there.version}, but this stage has ${here.name} ${here.version}`,
    range: instruction.range,
    ...(here.name === 'Node.js' && !known ? { severity: 'info' as const } : {}),
    help: 'take the same version in both stages',
  }
}

/** Whether what is copied is bound to the version that made it. */
function depends(
  source: string,
  there: Runtime,
  here: Runtime,
  from: Stage,
  app: AppFiles | undefined,
): boolean {
  switch (here.name) {
    case 'Node.js':
      return /(?:^|\/)node_modules\/?$/.test(source) && hasCompiledAddons(app) !== false
    case 'Python':
      return /\/(?:site|dist)-packages\/?$|\/\.?v?env\/?$|\/lib\/python3\.\d+\/?/.test(source)
    case 'Java':
      return (
        /\.[jw]ar$|\/target\/?$|\/build\/libs\/?/.test(source) &&
        Number(there.version) > Number(here.version) &&
        !targetsOlder(from, Number(here.version), app)
      )
  }
}

/** A newer JDK can build for an older one, where it is told to. */
function targetsOlder({ steps }: Stage, version: number, app: AppFiles | undefined): boolean {
  if (steps.some(({ script }) => /--release|-Dmaven\.compiler|-target\s/.test(script?.text ?? '')))
    return true
  const pom = app && readPom(app, 'pom.xml')
  if (pom === undefined) return app !== undefined
  const wanted = javaVersion(pom)
  return wanted === undefined || Number(wanted.value) <= version
}
