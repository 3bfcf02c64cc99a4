import type { AppFiles } from '../../app/app-files.ts'
import { withFiles } from '../../app/memory-app.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { BuildModel, Stage, Step } from '../../model/build-model.ts'
import { copiedFiles } from '../../model/context-copies.ts'
import { buildModel } from '../../model/model.ts'

/** A Dockerfile and what is laid over the app's folder with it. */
export interface RebuildSubject {
  /** Whole contents by path. */
  readonly files: Readonly<Record<string, string>>
  /** The key in `files` of the Dockerfile. */
  readonly dockerfile: string
}

/** Where a file of the context comes into a build: copied, and used by the RUN that comes next. */
export interface Consumer {
  readonly file: string
  readonly stage: number
  readonly copy: Step
  /** The first RUN after it in the stage. */
  readonly run: Step | undefined
}

export function modelOf({ files, dockerfile }: RebuildSubject): BuildModel {
  return buildModel(parseDockerfile(files[dockerfile] ?? '', dockerfile))
}

/** Every file that the stages which are built copy from the context. */
export function consumersOf(app: AppFiles, subject: RebuildSubject, model: BuildModel): readonly Consumer[] {
  const context = withFiles(app, subject.files)
  return builtStages(model).flatMap(stage => stageConsumers(context, stage, subject.dockerfile))
}

function stageConsumers(app: AppFiles, stage: Stage, dockerfile: string): readonly Consumer[] {
  const { steps } = stage
  return copiedFiles(app, steps, dockerfile).map(({ context, step }) => {
    const after = steps.slice(steps.indexOf(step) + 1)
    const run = after.find(({ instruction }) => instruction.name === 'RUN')
    return { file: context, stage: stage.index, copy: step, run }
  })
}

function builtStages({ stages, final }: BuildModel): readonly Stage[] {
  if (final === undefined) return []
  const reached = reachedFrom(stages, final.index)
  return stages.filter(({ index }) => reached.has(index))
}

/** A stage and all that it needs built. */
export function reachedFrom(stages: readonly Stage[], from: number): ReadonlySet<number> {
  const reached = new Set<number>()
  const open = [from]
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (reached.has(index)) continue
    reached.add(index)
    open.push(...(stages[index]?.needs ?? []))
  }
  return reached
}
