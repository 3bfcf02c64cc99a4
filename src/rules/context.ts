import type { DockerfileDocument } from '../dockerfile/syntax.ts'
import type { BuildModel, Stage, Step } from '../model/build-model.ts'
import { shippedSteps } from '../model/launch.ts'
import { commandsOf, type FoundCommand } from './commands.ts'
import { type Reach, reachOf } from './reach.ts'
import type { FoundRun, RuleContext } from './rule.ts'

/** What is not worked out from the Dockerfile itself. */
type Given = Pick<RuleContext, 'app' | 'dockerfile' | 'registries' | 'builds' | 'built'>

/** What the rules look at. What several of them ask for is worked out once, when the first one asks. */
export class CheckContext implements RuleContext {
  readonly document: DockerfileDocument
  readonly model: BuildModel
  readonly reach: Reach
  readonly app: Given['app']
  readonly dockerfile: Given['dockerfile']
  readonly registries: Given['registries']
  readonly builds: Given['builds']
  readonly built: Given['built']
  #steps: readonly Step[] | undefined
  #runs: readonly FoundRun[] | undefined
  #commands: readonly FoundCommand[] | undefined
  #shippedSteps: readonly Step[] | undefined
  #shippedRuns: readonly FoundRun[] | undefined

  constructor(model: BuildModel, given: Given) {
    this.document = model.document
    this.model = model
    this.reach = reachOf(model)
    this.app = given.app
    this.dockerfile = given.dockerfile
    this.registries = given.registries
    this.builds = given.builds
    this.built = given.built
  }

  get steps(): readonly Step[] {
    return (this.#steps ??= this.model.stages.flatMap(({ steps }) => steps))
  }

  get runs(): readonly FoundRun[] {
    return (this.#runs ??= this.model.stages.flatMap(runsOf))
  }

  get commands(): readonly FoundCommand[] {
    return (this.#commands ??= this.runs.flatMap(({ found }) => found))
  }

  get shippedSteps(): readonly Step[] {
    return (this.#shippedSteps ??= shippedSteps(this.model))
  }

  get shippedRuns(): readonly FoundRun[] {
    return (this.#shippedRuns ??= this.runs.filter(
      ({ stage, found }) => found.length > 0 && this.reach.ofStage(stage.index) === 'ships',
    ))
  }
}

function runsOf(stage: Stage): readonly FoundRun[] {
  return stage.steps
    .filter(({ instruction }) => instruction.name === 'RUN')
    .map(step => ({ stage, step, found: commandsOf(stage, step) }))
}
