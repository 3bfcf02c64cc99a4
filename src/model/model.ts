import { GlobalScope, StageScope } from '../dockerfile/scope.ts'
import type { DockerfileDocument, Instruction, InstructionOf } from '../dockerfile/syntax.ts'
import { dialectOf, dialectOfImage } from '../shell/dialect.ts'
import type { Base, BuildModel, Stage } from './build-model.ts'
import { resolvePath } from './paths.ts'
import { StageNames } from './stage-names.ts'
import type { StageState } from './stage-state.ts'
import { LazyStep } from './step.ts'

export interface BuildOptions {
  /** The stage to ship, by name or index; the last one by default. */
  readonly target?: string | undefined
  readonly buildArgs?: Readonly<Record<string, string>> | undefined
  /** Names of `--build-context`: what they stand for is not known here. */
  readonly contexts?: readonly string[] | undefined
}

/**
 * The stages of a Dockerfile and what each instruction does. Pure and total: what is malformed is left out of it, what
 * cannot be known is said to be unknown. `final` is undefined where the file has no FROM, or no stage of that name.
 */
export function buildModel(document: DockerfileDocument, options: BuildOptions = {}): BuildModel {
  const buildArgs = options.buildArgs ?? {}
  const { globals, groups } = splitStages(document)
  const global = new GlobalScope(buildArgs, document.escape)
  for (const instruction of globals) global.declare(instruction)

  const names = new StageNames(
    groups.map(({ from }) => from.as?.value.toLowerCase()),
    options.contexts,
  )
  const states: StageState[] = []
  const stages: Stage[] = []
  for (const [index, { from, instructions }] of groups.entries()) {
    const base = baseOf(from, index, global, names)
    const parent = base.kind === 'stage' ? states[base.stage] : undefined
    const state = beginStage(base, parent, global, buildArgs, document)
    const steps = instructions.map(instruction => nextStep(state, instruction, document, names))
    states.push(state)
    const needs = [
      ...new Set([...(base.kind === 'stage' ? [base.stage] : []), ...steps.flatMap(step => step.stages)]),
    ]
    stages.push({
      index,
      name: names.at(index),
      from,
      base,
      needs: needs.filter(stage => stage !== index).sort((a, b) => a - b),
      steps,
    })
  }
  return { document, globalArgs: global.values, stages, final: finalStage(stages, names, options.target) }
}

interface StageGroup {
  readonly from: InstructionOf<'FROM'>
  readonly instructions: Instruction[]
}

/** What stands before the first FROM belongs to no stage; only ARG may. */
function splitStages(document: DockerfileDocument): {
  globals: InstructionOf<'ARG'>[]
  groups: StageGroup[]
} {
  const globals: InstructionOf<'ARG'>[] = []
  const groups: StageGroup[] = []
  for (const instruction of document.instructions) {
    const group = groups.at(-1)
    if (instruction.name === 'FROM') groups.push({ from: instruction, instructions: [] })
    else if (group !== undefined) group.instructions.push(instruction)
    else if (instruction.name === 'ARG') globals.push(instruction)
  }
  return { globals, groups }
}

function baseOf(
  { image, as }: InstructionOf<'FROM'>,
  index: number,
  global: GlobalScope,
  names: StageNames,
): Base {
  const expanded = global.expand(image.value)
  if (expanded.kind === 'error') return { kind: 'unknown', reference: image.value, reason: expanded.message }
  if (expanded.missing.length > 0) {
    const reason = `${expanded.missing.join(', ')} ${expanded.missing.length > 1 ? 'have' : 'has'} no value`
    return { kind: 'unknown', reference: image.value, reason }
  }
  const reference = expanded.value
  if (reference === '') return { kind: 'unknown', reference: image.value, reason: 'the base image is empty' }
  const stage = names.before(reference, index)
  if (names.isContext(reference)) return { kind: 'unknown', reference, reason: 'the build is given it' }
  if (stage !== undefined) return { kind: 'stage', stage }
  return reference === 'scratch' && as?.value !== 'scratch'
    ? { kind: 'scratch' }
    : { kind: 'image', reference }
}

/** Each stage copies the variables of the one below. Beyond this many they count as unknown, or the time would grow with the square. */
const DEEPEST = 100

function beginStage(
  base: Base,
  parent: StageState | undefined,
  global: GlobalScope,
  buildArgs: Readonly<Record<string, string>>,
  document: DockerfileDocument,
): StageState {
  const depth = parent === undefined ? 0 : parent.depth + 1
  const scope = new StageScope(
    global,
    buildArgs,
    document.escape,
    depth > DEEPEST ? undefined : parent?.scope,
  )
  if (parent !== undefined) return { ...parent, scope, depth: depth > DEEPEST ? 0 : depth }
  return {
    scope,
    depth,
    workdir: '/',
    workdirKnown: base.kind === 'scratch',
    user: undefined,
    dialect: base.kind === 'image' ? dialectOfImage(base.reference) : 'sh',
  }
}

function nextStep(
  state: StageState,
  instruction: Instruction,
  document: DockerfileDocument,
  names: StageNames,
): LazyStep {
  const step = new LazyStep({
    instruction,
    document,
    state: { ...state },
    variables: state.scope.variables(),
    names,
  })
  advance(state, instruction)
  return step
}

function advance(state: StageState, instruction: Instruction): void {
  const { scope } = state
  switch (instruction.name) {
    case 'ARG':
      scope.arg(instruction)
      break
    case 'ENV':
      scope.env(instruction)
      break
    case 'WORKDIR':
      changeWorkdir(state, scope.valueOf(instruction.value.value), instruction.value.value)
      break
    case 'USER':
      state.user = scope.valueOf(instruction.value.value) ?? instruction.value.value
      break
    case 'SHELL':
      state.dialect = dialectOf(instruction.shell)
      break
    default:
  }
}

/** Linux's PATH_MAX: beyond it no build succeeds, and paths would grow with every line. */
const LONGEST_PATH = 4096

function changeWorkdir(state: StageState, path: string | undefined, written: string): void {
  const to = path ?? written
  if (to.startsWith('/')) state.workdirKnown = path !== undefined
  else if (path === undefined) state.workdirKnown = false
  if (to.length + (to.startsWith('/') ? 0 : state.workdir.length) > LONGEST_PATH) {
    state.workdirKnown = false
    return
  }
  const resolved = resolvePath(state.workdir, to)
  state.workdir = resolved.length > 1 && resolved.endsWith('/') ? resolved.slice(0, -1) : resolved
}

function finalStage(
  stages: readonly Stage[],
  names: StageNames,
  target: string | undefined,
): Stage | undefined {
  if (target === undefined || target === '') return stages.at(-1)
  const index = names.find(target)
  return index === undefined ? undefined : stages[index]
}

/** The stages that the shipped one needs, itself included. */
export function reachableStages({ stages, final }: BuildModel): ReadonlySet<number> {
  const reached = new Set<number>()
  const open = final === undefined ? [] : [final.index]
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (reached.has(index)) continue
    reached.add(index)
    for (const needed of stages[index]?.needs ?? []) open.push(needed)
  }
  return reached
}
