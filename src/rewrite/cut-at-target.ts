import { parseDockerfile } from '../dockerfile/parse.ts'
import { UserError } from '../errors.ts'
import type { BuildModel, Stage } from '../model/build-model.ts'
import type { Change } from '../model/change.ts'
import { evidenceOf } from '../model/evidence-of.ts'
import { buildModel } from '../model/model.ts'
import { StageNames } from '../model/stage-names.ts'
import { type NamedTarget, stageText } from './keep-targets.ts'

/** A Dockerfile up to the stage that ships. */
export interface CutDockerfile {
  readonly text: string
  /** What was left out; undefined where the stage is the last one anyway. */
  readonly change: Change | undefined
}

/**
 * A Dockerfile that ends with the stage that ships, as `docker build --target` ends there.
 * @param named stages that others build: none of them may be lost
 * @throws UserError where there is no such stage, or what is behind it is needed
 */
export function cutAtTarget(
  text: string,
  file: string,
  target: string,
  named: readonly NamedTarget[],
): CutDockerfile {
  const build = buildModel(parseDockerfile(text, file))
  const names = new StageNames(build.stages.map(({ name }) => name))
  const stage = build.stages[names.find(target) ?? -1]
  if (stage === undefined) throw noSuchStage(build, target)
  const behind = build.stages.slice(stage.index + 1)
  const [first] = behind
  if (first === undefined) return { text, change: undefined }
  for (const { stage: name, by } of named) {
    const index = names.find(name)
    if (index !== undefined && index > stage.index) throw stillBuilt(name, by, target)
  }
  const change: Change = {
    id: 'target',
    title: `Leave out what is behind the stage ${target}: ${behind.map(nameOf).join(', ')}`,
    because: `--target ${target} says what ships, and these are no part of it.`,
    evidence: behind.map(({ from }) => evidenceOf(build, from)),
    applicability: 'needs-verification',
  }
  return { text: `${text.slice(0, stage.from.range.start.offset)}${stageText(build, stage)}\n`, change }
}

function nameOf({ name, index }: Stage): string {
  return name ?? `stage ${index}`
}

function noSuchStage({ stages }: BuildModel, target: string): UserError {
  const names = stages.flatMap(({ name }) => name ?? [])
  const hint = names.length === 0 ? 'No stage has a name: give its number.' : `There is ${names.join(', ')}.`
  return new UserError('no-such-stage', `there is no stage ${target}`, hint)
}

function stillBuilt(name: string, by: string, target: string): UserError {
  return new UserError(
    'target-built',
    `${by} builds the stage ${name}, which is behind ${target} and would be left out`,
    `Optimize what ships last, or move ${name} before ${target}.`,
  )
}
