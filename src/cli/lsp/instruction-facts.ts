import { recordedSize } from '../../image/bases/base-sizes.ts'
import type { AppFiles } from '../../app/app-files.ts'
import type { Instruction } from '../../dockerfile/syntax.ts'
import type { Base, BuildModel, Stage, Step } from '../../model/build-model.ts'
import { cleanSource, copiedFiles } from '../../model/context-copies.ts'
import { formatSize } from '../../report/terminal/size.ts'
import { reachOf } from '../../rules/reach.ts'

/** What the facts are read from. */
export interface FactSource {
  readonly model: BuildModel
  /** The build context; undefined where none was found. */
  readonly app: AppFiles | undefined
  /** The Dockerfile's path in the context. */
  readonly file: string
}

/**
 * What an instruction adds to the image, as far as that is known without building, and whether it comes into the image
 * that ships.
 * @returns sentences in Markdown; none for an instruction that cannot be read
 */
export function instructionFacts(instruction: Instruction, source: FactSource): readonly string[] {
  if (instruction.name === 'invalid') return []
  const { stages } = source.model
  const stage = stages.find(
    each => each.from === instruction || each.steps.some(step => step.instruction === instruction),
  )
  if (stage === undefined) return ['Adds no bytes.']
  const step = stage.steps.find(each => each.instruction === instruction)
  const bytes = step === undefined ? baseBytes(stage.base, source.model) : stepBytes(step, source)
  return [bytes, reach(stage, step, source.model)]
}

function baseBytes(base: Base, { stages }: BuildModel): string {
  switch (base.kind) {
    case 'scratch':
      return 'Starts empty: 0 bytes.'
    case 'stage':
      return `Starts with all layers of ${nameOf(stages[base.stage])}.`
    case 'unknown':
      return `How large the base image is, is not known: ${base.reason}.`
    case 'image': {
      const size = recordedSize(base.reference)
      const figures = [
        ...(size?.unpacked === undefined ? [] : [`${formatSize(size.unpacked)} unpacked`]),
        ...(size?.compressed === undefined ? [] : [`${formatSize(size.compressed)} compressed`]),
      ]
      if (size === undefined || figures.length === 0)
        return `How large ${code(base.reference)} is, is not known here; \`laststage measure\` tells.`
      return (
        `${code(base.reference)} has about ${figures.join(', ')}: ` +
        `as ${code(size.of)} on ${size.asOf}, for linux/amd64, not measured.`
      )
    }
  }
}

function stepBytes(step: Step, source: FactSource): string {
  const { instruction } = step
  switch (instruction.name) {
    case 'COPY':
    case 'ADD':
      return copyBytes(step, source)
    case 'RUN': {
      const installed = step.effects.flatMap(effect =>
        effect.kind === 'installs-packages' && effect.packages.length > 0
          ? [`Installs with ${effect.manager}: ${effect.packages.map(code).join(', ')}.`]
          : [],
      )
      return [...installed, 'How many bytes it adds, only a build tells.'].join(' ')
    }
    case 'WORKDIR':
      return 'Adds no bytes but an empty folder, where there is none.'
    case 'ONBUILD':
      return 'Adds no bytes here: it runs where another image is built on this one.'
    default:
      return "Adds no bytes: it stands in the image's configuration."
  }
}

function copyBytes(step: Step, { model, app, file }: FactSource): string {
  const { instruction } = step
  const from = step.effects.find(effect => effect.kind === 'copies-from-stage')
  if (from !== undefined) {
    const origin = from.stage === undefined ? code(from.image ?? '') : nameOf(model.stages[from.stage])
    return `Takes ${from.sources.map(code).join(', ')} from ${origin}. How many bytes that is, only a build tells.`
  }
  const inline = instruction.heredocs.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0)
  if (instruction.heredocs.length > 0 && !step.effects.some(({ kind }) => kind === 'copies-from-context'))
    return `Adds ${formatSize(inline)}, written here.`
  if (app === undefined) return 'What it adds is not known: no build context was found for this file.'
  if (step.effects.some(({ kind }) => kind === 'downloads' || kind === 'unknown'))
    return 'How many bytes it adds, only a build tells.'
  const files = [...new Set(copiedFiles(app, [step], file).map(each => each.context))]
  if (files.length === 0) return 'Nothing in the build context has this name.'
  const bytes = files.reduce((sum, path) => sum + (app.size(path) ?? 0), inline)
  const count = files.length === 1 ? '1 file' : `${files.length} files`
  const plain = step.effects
    .flatMap(effect => (effect.kind === 'copies-from-context' ? effect.sources : []))
    .filter(value => !/[*?[]/.test(value))
  const folders = plain.every(value => files.includes(cleanSource(value)))
    ? ''
    : ' Folders like `.git` and `node_modules` are not counted.'
  return `Adds ${count} of the build context, ${formatSize(bytes)}.${folders}`
}

function reach(stage: Stage, step: Step | undefined, model: BuildModel): string {
  const at = reachOf(model)
  switch (at.ofStage(stage.index)) {
    case 'ships':
      return step === undefined ? '**Part of the image that ships.**' : '**Comes into the image that ships.**'
    case 'unused':
      return '**Does not come into the image that ships**, which does not need this stage.'
    case 'builds':
      return `**Stays behind with its stage**${exceptFor(stage, step, model)}.`
  }
}

/** What of a build stage comes into the image all the same: how it gets there, and what of this step's that may be. */
function exceptFor(stage: Stage, step: Step | undefined, model: BuildModel): string {
  const lines = takers(stage, model)
  if (lines === '' || (step !== undefined && !writers.has(step.instruction.name))) return ''
  const paths = (step?.effects ?? []).flatMap(effect => {
    if (effect.kind === 'writes') return [effect.path]
    return effect.kind === 'copies-from-context' || effect.kind === 'copies-from-stage'
      ? [effect.destination]
      : []
  })
  const ways = reachOf(model)
  const taken = [...new Set(paths)].filter(path => ways.shipsPath(stage.index, path))
  // What a RUN writes is never all known, unlike what a COPY does.
  if (taken.length === 0 && paths.length > 0 && step?.instruction.name !== 'RUN') return ''
  const what = taken.length === 0 ? 'it' : taken.map(code).join(', ')
  return `, but for what ${lines} of ${what}`
}

const writers: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR'])

/** `line 9, line 12 takes`, empty where nothing is taken. */
function takers({ index }: Stage, { stages }: BuildModel): string {
  const lines = stages.flatMap(({ steps }) =>
    steps.flatMap(({ effects, instruction }) =>
      effects.some(effect => effect.kind === 'copies-from-stage' && effect.stage === index)
        ? [instruction.range.start.line]
        : [],
    ),
  )
  if (lines.length === 0) return ''
  return lines.length === 1 ? `line ${lines[0]} takes` : `lines ${lines.join(', ')} take`
}

function nameOf(stage: Stage | undefined): string {
  if (stage === undefined) return 'another stage'
  return stage.name === undefined ? `stage ${stage.index}` : `stage ${code(stage.name)}`
}

/** What stands in the file is shown as it is, and never read as Markdown. */
function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll(/\s+/g, ' ')}\``
}
