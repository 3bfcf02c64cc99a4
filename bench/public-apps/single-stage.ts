import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import type { Instruction, InstructionOf } from '../../src/dockerfile/syntax.ts'

interface Stage {
  readonly from: InstructionOf<'FROM'>
  readonly body: readonly Instruction[]
}

/**
 * A Dockerfile of several stages as one, as a beginner would have it: the first stage alone where it says what starts,
 * else the stages that the last one copies from, one after the other, and then what the last one says, its COPY --from
 * as `cp`. Undefined where it copies from an image. Simple on purpose: what comes out either builds or does not count.
 */
export function singleStage(text: string): string | undefined {
  const { instructions } = parseDockerfile(text)
  const stages = stagesOf(instructions)
  const [first] = stages
  const last = stages.at(-1)
  if (first === undefined || last === undefined) return undefined
  if (stages.length === 1) return text
  const printed = (each: Instruction): string => text.slice(each.range.start.offset, each.range.end.offset)
  const global = instructions.slice(0, instructions.indexOf(first.from))
  if (first.body.some(({ name }) => name === 'CMD' || name === 'ENTRYPOINT')) {
    return lines([...global, first.from, ...first.body].map(printed))
  }
  const sources = last.body.flatMap(each =>
    each.name === 'COPY' && each.from !== undefined ? [each.from] : [],
  )
  const chain = sources.slice(0, 1).flatMap(name => chainOf(stages, name))
  if (chain.length === 0 || sources.some(name => !chain.some(stage => isNamed(stages, stage, name)))) {
    return undefined
  }
  const base = chain.slice(0, 1).map(({ from }) => from)
  const before = [...global, ...base, ...chain.flatMap(({ body }) => body)].map(printed)
  return lines([...before, 'WORKDIR /', ...last.body.map(each => copiedHere(each) ?? printed(each))])
}

function stagesOf(instructions: readonly Instruction[]): readonly Stage[] {
  const starts = instructions.flatMap((each, at) => (each.name === 'FROM' ? [{ from: each, at }] : []))
  return starts.map(({ from, at }, index) => ({
    from,
    body: instructions.slice(at + 1, starts[index + 1]?.at ?? instructions.length),
  }))
}

/** A stage and those it stands on, the lowest first. */
function chainOf(stages: readonly Stage[], name: string): readonly Stage[] {
  const stage = stages.find(each => isNamed(stages, each, name))
  return stage === undefined
    ? []
    : [...chainOf(stages.slice(0, stages.indexOf(stage)), stage.from.image.value), stage]
}

function isNamed(stages: readonly Stage[], stage: Stage, name: string): boolean {
  return stage.from.as?.value.toLowerCase() === name.toLowerCase() || String(stages.indexOf(stage)) === name
}

function copiedHere(instruction: Instruction): string | undefined {
  if (instruction.name !== 'COPY' || instruction.from === undefined) return undefined
  const { sources, destination } = instruction
  const to = destination.value
  // COPY takes what is in a folder, and makes the folder that it goes to.
  const moved = sources.filter(({ value }) => value !== to)
  if (moved.length === 0) return ''
  const copies = moved.map(
    ({ value }) =>
      `if [ -d ${value} ]; then mkdir -p ${to} && cp -a ${value}/. ${to}; else mkdir -p $(dirname ${to}x) && cp ${value} ${to}; fi`,
  )
  return `RUN ${copies.join(' && ')}`
}

const lines = (texts: readonly string[]): string => `${texts.join('\n')}\n`
