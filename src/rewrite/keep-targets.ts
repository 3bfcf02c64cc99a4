import { applyEdits, type TextEdit } from '../dockerfile/edit.ts'
import { parseDockerfile } from '../dockerfile/parse.ts'
import type { BuildModel, Stage } from '../model/build-model.ts'
import type { Change } from '../model/change.ts'
import { evidenceOf } from '../model/evidence-of.ts'
import { buildModel } from '../model/model.ts'
import { StageNames } from '../model/stage-names.ts'
import type { Candidate } from './candidate.ts'

/** A stage that somebody builds by its name, and who: `compose.yaml:5 service web`. */
export interface NamedTarget {
  readonly stage: string
  readonly by: string
}

/**
 * A candidate in which the stages that others build are still there: the one that ships gets its name back, and any other
 * one stays word for word with what it needs. A plain build does not make those, so they cost nothing.
 * @returns why it cannot be, where it cannot: the stage would be another one than before
 */
export function keepTargets(
  candidate: Candidate,
  original: BuildModel,
  targets: readonly NamedTarget[],
): Candidate | string {
  // The user's own stages are all there.
  if (candidate.strategy !== 'staged') return candidate
  let kept = candidate
  for (const target of targets) {
    const index = new StageNames(original.stages.map(({ name }) => name)).find(target.stage)
    const stage = index === undefined ? undefined : original.stages[index]
    if (stage === undefined) continue
    const next = keepOne(kept, original, stage, target)
    if (typeof next === 'string') return `${target.by} builds the stage ${target.stage}, ${next}`
    kept = next
  }
  return kept
}

function keepOne(
  candidate: Candidate,
  original: BuildModel,
  stage: Stage,
  { by, stage: name }: NamedTarget,
): Candidate | string {
  if (stage.name !== name.toLowerCase()) return 'which has no name'
  const { dockerfile, files } = candidate
  const text = files[dockerfile] ?? ''
  const model = buildModel(parseDockerfile(text, dockerfile))
  const next =
    stage === original.final ? nameLast(text, model, stage) : addStages(text, model, original, stage)
  if (typeof next !== 'object' || next.text === text) return typeof next === 'object' ? candidate : next
  const change: Change = {
    id: 'keep-target',
    title: stage === original.final ? `Call what ships ${name}` : `Keep the stage ${name}`,
    because: `${by} builds it.`,
    evidence: [evidenceOf(original, stage.from)],
    applicability: 'safe',
  }
  return {
    ...candidate,
    files: { ...files, [dockerfile]: next.text },
    changes: [...candidate.changes, change],
  }
}

function nameLast(text: string, model: BuildModel, { name, from }: Stage): { text: string } | string {
  const { final, stages } = model
  if (final === undefined || final.name === name) return { text }
  const holder = stages.find(each => each.name === name)
  const moved = holder === undefined ? [] : renamed(model, holder)
  if (final.name !== undefined || moved === undefined) return 'whose name another stage has here'
  const at = final.from.image.range.end.offset
  return { text: applyEdits(text, [...moved, { from: at, to: at, text: ` AS ${from.as?.value ?? ''}` }]) }
}

/** Gives a stage that only builds another name, wherever it is named; undefined where a RUN names it too. */
function renamed({ stages }: BuildModel, { name, from }: Stage): readonly TextEdit[] | undefined {
  const free = ['build', `${name}-build`].find(each => stages.every(stage => stage.name !== each))
  const steps = stages.flatMap(stage => stage.steps)
  const mounted = steps.some(({ instruction }) =>
    instruction.flags.some(({ value }) => /(?:^|,)from=/.test(value ?? '')),
  )
  if (name === undefined || from.as === undefined || free === undefined || mounted) return undefined
  const words = [
    from.as.range,
    ...stages.flatMap(each => (each.from.image.value.toLowerCase() === name ? [each.from.image.range] : [])),
  ]
  const flags = steps.flatMap(({ instruction }) =>
    instruction.flags.filter(flag => flag.name === 'from' && flag.value?.toLowerCase() === name),
  )
  return [
    ...words.map(({ start, end }) => ({ from: start.offset, to: end.offset, text: free })),
    ...flags.map(({ range }) => ({
      from: range.start.offset,
      to: range.end.offset,
      text: `--from=${free}`,
    })),
  ]
}

/** Before the candidate's own stages, in the order that they had. */
function addStages(
  text: string,
  model: BuildModel,
  original: BuildModel,
  stage: Stage,
): { text: string } | string {
  const missing: string[] = []
  const moved: TextEdit[] = []
  for (const each of withNeeds(original, stage)) {
    const same = model.stages.find(({ name }) => name === each.name)
    if (each.name === undefined) return 'which needs a stage without a name'
    if (same !== undefined && stageText(model, same) === stageText(original, each)) continue
    // A stage of that name that does less gives it back; one that ships has it for good.
    const edits = same === undefined ? [] : renamed(model, same)
    if (edits === undefined || same === model.final || (moved.length > 0 && edits.length > 0))
      return 'which this would change'
    moved.push(...edits)
    missing.push(stageText(original, each))
    // A name that means an image in the candidate would mean the stage from then on.
    const names = model.stages.map(({ base }) => (base.kind === 'image' ? base.reference.toLowerCase() : ''))
    if (names.includes(each.name)) return 'whose name is an image here'
  }
  const at = model.stages[0]?.from.range.start.offset ?? 0
  if (missing.length === 0) return { text }
  const added = { from: at, to: at, text: `${missing.join('\n\n')}\n\n` }
  return { text: applyEdits(text, [added, ...moved]) }
}

function withNeeds({ stages }: BuildModel, stage: Stage): readonly Stage[] {
  const found = new Set<Stage>()
  const open = [stage]
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (found.has(each)) continue
    found.add(each)
    open.push(...each.needs.flatMap(index => stages[index] ?? []))
  }
  return stages.filter(each => found.has(each))
}

/** A stage's text: from its FROM to the comments that lead the next one. */
export function stageText({ document, stages }: BuildModel, { from, index }: Stage): string {
  const end = stages[index + 1]?.from.range.start.offset ?? document.text.length
  const lines = document.text.slice(from.range.start.offset, end).trimEnd().split('\n')
  while (stages[index + 1] !== undefined && lines.at(-1)?.trimStart().startsWith('#') === true) lines.pop()
  return lines.join('\n').trimEnd()
}
