import type { BuildModel, Step } from './build-model.ts'
import { instructionText } from './instruction-text.ts'
import { shippedSteps } from './launch.ts'

/** Instructions that say how the image runs and nothing about how it is built. */
const runtimeOnly = new Set([
  'CMD',
  'ENTRYPOINT',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'STOPSIGNAL',
  'VOLUME',
])
const lastCounts = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'STOPSIGNAL', 'USER'])

/** True where an instruction belongs to the last stage alone. */
export function isRuntimeOnly(step: Step): boolean {
  return runtimeOnly.has(step.instruction.name)
}

/** The last step that builds something: what comes after it only sets how the image runs. */
function lastBuildStep(steps: readonly Step[]): number {
  return steps.findLastIndex(({ instruction }) => ['RUN', 'COPY', 'ADD'].includes(instruction.name))
}

/**
 * True for a step of the last stage that the build does not need: it is about running, or comes after the last that
 * builds. Stages below it stay as they are: what they set is for all that stands on them.
 */
export function isForLastStage(steps: readonly Step[]): (step: Step) => boolean {
  const last = lastBuildStep(steps)
  return step => isRuntimeOnly(step) || steps.indexOf(step) > last
}

/** What to carry over, and how. */
export interface CarryOptions {
  /** Names of variables that only the build reads. */
  readonly buildOnly: ReadonlySet<string>
  /** The text to put in place of an instruction; an empty one leaves it out. */
  readonly instead?: ReadonlyMap<Step, string>
}

/** The user's instructions for the last stage, comments included: `before` the files and `after` them. */
export function carryOver(
  build: BuildModel,
  { buildOnly, instead }: CarryOptions,
): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const steps = shippedSteps(build).filter(isLastOfItsKind)
  const textOf = (step: Step) => instead?.get(step) ?? envText(build, step, buildOnly)
  const pick = (names: readonly string[]) =>
    steps
      .filter(step => names.includes(step.instruction.name))
      .map(textOf)
      .filter(text => text !== '')
  const set = pick(['ENV', 'LABEL', 'MAINTAINER'])
  const after = pick(['USER', 'EXPOSE', 'VOLUME', 'HEALTHCHECK', 'STOPSIGNAL', 'ENTRYPOINT', 'CMD'])
  return { before: [...neededArgs(build, [...set, ...after]), ...set], after }
}

function isLastOfItsKind(step: Step, index: number, steps: readonly Step[]): boolean {
  const { name } = step.instruction
  return !lastCounts.has(name) || steps.findLastIndex(other => other.instruction.name === name) === index
}

/** An ENV without the pairs that only the build reads; untouched where it keeps them all. */
function envText(build: BuildModel, step: Step, buildOnly: ReadonlySet<string>): string {
  const { instruction } = step
  if (instruction.name !== 'ENV') return instructionText(build.document, instruction)
  const kept = instruction.pairs.filter(pair => !buildOnly.has(pair.key.value))
  if (kept.length === instruction.pairs.length) return instructionText(build.document, instruction)
  if (kept.length === 0) return ''
  const { text } = build.document
  const pairs = kept.map(pair => text.slice(pair.key.range.start.offset, pair.value.range.end.offset))
  return `ENV ${pairs.join(' ')}`
}

/** ARGs whose values the carried instructions read have to be declared in the last stage again. */
function neededArgs(build: BuildModel, texts: readonly string[]): readonly string[] {
  const read = new Set(texts.flatMap(text => [...text.matchAll(/\$\{?(\w+)/g)].map(match => match[1] ?? '')))
  return shippedSteps(build)
    .filter(
      ({ instruction }) =>
        instruction.name === 'ARG' && instruction.args.some(arg => read.has(arg.key.value)),
    )
    .map(step => instructionText(build.document, step.instruction))
}
