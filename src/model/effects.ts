import { expandWord } from '../dockerfile/expand.ts'
import { parseMount } from '../dockerfile/mount.ts'
import type { Range } from '../dockerfile/source.ts'
import type { DockerfileDocument, Instruction, InstructionOf, Word } from '../dockerfile/syntax.ts'
import type { Effect, Step } from './build-model.ts'
import { scriptEffects } from './script-effects.ts'
import type { StageNames } from './stage-names.ts'
import { resolvePath } from './paths.ts'

/** What an instruction does to the image. Instructions that only set metadata have no effects. */
export function effectsOf(step: Step, names: StageNames, document: DockerfileDocument): readonly Effect[] {
  const { instruction } = step
  switch (instruction.name) {
    case 'COPY':
    case 'ADD':
      return copyEffects(step, instruction, names, document)
    case 'ENV':
      return envEffects(step, instruction, document)
    case 'USER':
      return userEffects(step, instruction, document)
    case 'WORKDIR':
      return workdirEffects(step, instruction, document)
    case 'RUN':
      return [...mountEffects(step, instruction, names, document), ...scriptEffects(step, instruction)]
    case 'invalid':
      return [unknown('the instruction cannot be read', instruction.range)]
    default:
      return []
  }
}

/** The stages that an instruction takes files from. */
export function stagesOf(instruction: Instruction, names: StageNames): readonly number[] {
  if (instruction.name === 'COPY' && instruction.from !== undefined) {
    const stage = names.find(instruction.from)
    return stage === undefined ? [] : [stage]
  }
  if (instruction.name !== 'RUN') return []
  return instruction.flags
    .filter(flag => flag.name === 'mount')
    .flatMap(({ value }) => {
      const from = /(?:^|,)from=([^,]*)/i.exec(value ?? '')?.[1]
      const stage = from === undefined ? undefined : names.named(from)
      return stage === undefined ? [] : [stage]
    })
}

interface Expansion {
  readonly value: string
  readonly unknown: readonly Effect[]
}

/** The word's value, or the word as written and an `unknown` that says why. */
function expandIn(step: Step, word: Word, document: DockerfileDocument): Expansion {
  const expanded = expandWord(word.value, name => step.variables.get(name), document.escape)
  if (expanded.kind === 'error')
    return { value: word.value, unknown: [unknown(expanded.message, word.range)] }
  if (expanded.unknown.length === 0) return { value: expanded.value, unknown: [] }
  const reason = `${expanded.unknown.join(', ')} has no value that the file tells`
  return { value: word.value, unknown: [unknown(reason, word.range)] }
}

function copyEffects(
  step: Step,
  instruction: InstructionOf<'COPY'> | InstructionOf<'ADD'>,
  names: StageNames,
  document: DockerfileDocument,
): readonly Effect[] {
  const target = expandIn(step, instruction.destination, document)
  const sources = instruction.sources.map(source => expandIn(step, source, document))
  const destination = resolveIn(step, target.value)
  const gaps = [target, ...sources].flatMap(({ unknown }) => unknown)
  const inline = instruction.heredocs.map(({ name }): Effect => {
    const several = instruction.heredocs.length + sources.length > 1 || destination.endsWith('/')
    return { kind: 'writes', path: several ? resolvePath(destination, name) : destination }
  })
  const paths = sources.map(({ value }) => value)
  const { from } = instruction
  if (from !== undefined) {
    const stage = names.find(from)
    const image = stage === undefined && !names.isContext(from) ? from : undefined
    return [{ kind: 'copies-from-stage', stage, image, sources: paths, destination }, ...inline, ...gaps]
  }
  const remote = instruction.name === 'ADD' ? paths.filter(isRemote) : []
  const local = paths.filter(path => !remote.includes(path))
  const effects: Effect[] =
    local.length > 0 ? [{ kind: 'copies-from-context', sources: local, destination }] : []
  for (const url of remote) {
    effects.push({ kind: 'uses-network', tool: 'ADD' }, { kind: 'downloads', url, path: destination })
    effects.push({ kind: 'writes', path: destination })
  }
  return [...effects, ...inline, ...gaps]
}

/** What ADD fetches: URLs and Git repositories. */
function isRemote(source: string): boolean {
  return /^(https?|git|ssh):\/\//i.test(source) || /^git@[^:]+:/.test(source)
}

function envEffects(
  step: Step,
  instruction: InstructionOf<'ENV'>,
  document: DockerfileDocument,
): readonly Effect[] {
  return instruction.pairs.flatMap(({ key, value }): Effect[] => {
    const name = expandIn(step, key, document)
    const content = expandIn(step, value, document)
    return [{ kind: 'sets-env', key: name.value, value: content.value }, ...name.unknown, ...content.unknown]
  })
}

function userEffects(
  step: Step,
  instruction: InstructionOf<'USER'>,
  document: DockerfileDocument,
): readonly Effect[] {
  const user = expandIn(step, instruction.value, document)
  return [{ kind: 'sets-user', user: user.value }, ...user.unknown]
}

/** WORKDIR makes the directory where it is absent. */
function workdirEffects(
  step: Step,
  instruction: InstructionOf<'WORKDIR'>,
  document: DockerfileDocument,
): readonly Effect[] {
  const path = expandIn(step, instruction.value, document)
  return [{ kind: 'writes', path: resolveIn(step, path.value) }, ...path.unknown]
}

function mountEffects(
  step: Step,
  instruction: InstructionOf<'RUN'>,
  names: StageNames,
  document: DockerfileDocument,
): readonly Effect[] {
  return instruction.flags
    .filter(flag => flag.name === 'mount')
    .flatMap(({ value = '', range }): Effect[] => {
      const expanded = expandIn(step, { value, range }, document)
      const mount = parseMount(expanded.value)
      if (typeof mount === 'string') return [unknown(mount, range)]
      const stage = mount.from === undefined ? undefined : names.named(mount.from)
      const known = stage === undefined && mount.from !== undefined && !names.isContext(mount.from)
      const image = known ? mount.from : undefined
      return [{ kind: 'mounts', mount, stage, image }, ...expanded.unknown]
    })
}

function resolveIn(step: Step, path: string): string {
  return resolvePath(step.workdir, path === '' ? '.' : path)
}

function unknown(reason: string, range: Range): Effect {
  return { kind: 'unknown', reason, range }
}
