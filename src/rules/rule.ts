import type { AppFiles } from '../app/app-files.ts'
import type { NamedBuild } from '../app/builds/named-build.ts'
import type { TextEdit } from '../dockerfile/edit.ts'
import type { Range, Severity } from '../dockerfile/source.ts'
import type { DockerfileDocument } from '../dockerfile/syntax.ts'
import type { BuildModel, Stage, Step } from '../model/build-model.ts'
import type { FoundCommand } from './commands.ts'
import type { Reach } from './reach.ts'

export type Family = 'size' | 'cache' | 'correctness' | 'security'

/** One thing that a Dockerfile should not do: how to find it and, where that is sure, how to mend it. */
export interface Rule {
  /** Kebab-case, the folder's name; part of the contract with users, who write it in pragmas and configurations. */
  readonly id: string
  readonly title: string
  readonly family: Family
  /** Where the instruction's bytes are part of the image that ships. */
  readonly severity: Severity
  /** Where they are not: `off` for what matters only in the image that ships. The same severity where not said. */
  readonly notShipped?: Severity | 'off'
  /** What other tools call the same fault; their pragmas silence this rule too. */
  readonly counterparts: { readonly hadolint?: readonly string[]; readonly buildkit?: readonly string[] }
  /** Pure; never throws for what is in the file. */
  check(context: RuleContext): Iterable<Finding>
}

/** What a rule looks at. */
export interface RuleContext {
  readonly document: DockerfileDocument
  readonly model: BuildModel
  /** The build context; undefined where only the Dockerfile is known. */
  readonly app: AppFiles | undefined
  /** The Dockerfile in the build context, whose `.dockerignore` may have its name. */
  readonly dockerfile: string
  readonly reach: Reach
  /** What Compose and Bake files build from the file. */
  readonly builds: readonly NamedBuild[]
  /** Stages that are built for their own sake, by index: those that they name, and the one that ships. */
  readonly built: ReadonlySet<number>
  /** Registries that images may come from; undefined where any may. */
  readonly registries: readonly string[] | undefined
  /** The instructions of all stages, in order. */
  readonly steps: readonly Step[]
  /** The RUNs of all stages, in order. */
  readonly runs: readonly FoundRun[]
  /** The commands of all RUNs in shell form whose program is known, in order. */
  readonly commands: readonly FoundCommand[]
  /** The instructions of the stages that ship, in the order in which they run. */
  readonly shippedSteps: readonly Step[]
  /** The RUNs of the stages that ship and have commands, in the order of the file. */
  readonly shippedRuns: readonly FoundRun[]
}

/** A RUN with the commands in it whose program is known. */
export interface FoundRun {
  readonly stage: Stage
  readonly step: Step
  readonly found: readonly FoundCommand[]
}

export interface Finding {
  readonly message: string
  readonly range: Range
  /** Where the fault stands in another file of the context: its path. */
  readonly file?: string
  readonly help?: string
  readonly fix?: Fix
  /** For a fault whose weight the place alone does not tell. */
  readonly severity?: Severity
}

export interface Fix {
  /** In the imperative: `Add --no-install-recommends`. */
  readonly title: string
  /** `safe`: what the image does at run time stays the same. `unsafe`: a person has to look at it. */
  readonly applicability: 'safe' | 'unsafe'
  /** Of the Dockerfile; they are made together or not at all. */
  readonly edits: readonly TextEdit[]
  /** Paths that `.dockerignore` is to leave out of the build context. */
  readonly ignore?: readonly string[]
}
