import type { DockerfileDocument } from '../dockerfile/syntax.ts'
import type { BuildModel, Step } from '../model/build-model.ts'
import { shippedSteps } from '../model/launch.ts'
import { commandsOf, type FoundCommand } from './commands.ts'
import { type Reach, reachOf } from './reach.ts'
import type { RuleContext, ShippedRun } from './rule.ts'

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
  #commands: readonly FoundCommand[] | undefined
  #shippedSteps: readonly Step[] | undefined
  #shippedRuns: readonly ShippedRun[] | undefined

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

  get commands(): readonly FoundCommand[] {
    return (this.#commands ??= this.model.stages.flatMap(stage =>
      stage.steps.flatMap(step => commandsOf(stage, step)),
    ))
  }

  get shippedSteps(): readonly Step[] {
    return (this.#shippedSteps ??= shippedSteps(this.model))
  }

  get shippedRuns(): readonly ShippedRun[] {
    return (this.#shippedRuns ??= this.model.stages
      .filter(({ index }) => this.reach.ofStage(index) === 'ships')
      .flatMap(stage => stage.steps.map(step => ({ step, found: commandsOf(stage, step) })))
      .filter(({ found }) => found.length > 0))
  }
}
