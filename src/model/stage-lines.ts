import type { BuildModel, Stage, Step } from './build-model.ts'
import { instructionText, type TextEdit } from './instruction-text.ts'

/** What to do differently while a stage's own text is written again. */
export interface StageEdits {
  /** The name that FROM is to give the stage, where it has none. */
  readonly name?: string
  readonly edits?: readonly TextEdit[]
  readonly drop?: (step: Step) => boolean
  /** Whole instructions to put in front of a step. */
  readonly before?: ReadonlyMap<Step, readonly string[]>
  readonly after?: readonly string[]
}

/** A stage of the user's Dockerfile as text, with edits; what is not edited stays byte for byte. */
export function stageLines(build: BuildModel, stage: Stage, change: StageEdits = {}): readonly string[] {
  const { document } = build
  const edits = [...(change.edits ?? [])]
  if (change.name !== undefined && stage.name === undefined) {
    const end = stage.from.image.range.end.offset
    edits.push({ start: end, end: stage.from.range.end.offset, text: ` AS ${change.name}` })
  }
  const body = stage.steps.flatMap(step =>
    change.drop?.(step) === true
      ? []
      : [...(change.before?.get(step) ?? []), instructionText(document, step.instruction, edits)],
  )
  return [
    instructionText(document, stage.from, edits),
    ...body,
    ...(change.after ?? []),
    ...(change.drop === undefined ? lastComments(build, stage) : []),
  ]
}

/** The comments behind the last instruction of the file. */
function lastComments({ document, stages }: BuildModel, stage: Stage): readonly string[] {
  if (stage !== stages.at(-1)) return []
  const end = (stage.steps.at(-1)?.instruction ?? stage.from).range.end.offset
  return document.text
    .slice(end)
    .split('\n')
    .filter(line => line.trimStart().startsWith('#'))
}

/** A name for a stage that no other stage has. */
export function freeStageName(build: BuildModel, wanted: string): string {
  const taken = new Set(build.stages.map(stage => stage.name?.toLowerCase()))
  let name = wanted
  for (let count = 2; taken.has(name); count++) name = `${wanted}${count}`
  return name
}
