import { insertAfter } from '../../dockerfile/edit.ts'
import { nearest } from '../../dockerfile/nearest.ts'
import { isPlatformArg } from '../../dockerfile/scope.ts'
import type { Range } from '../../dockerfile/source.ts'
import type { Instruction } from '../../dockerfile/syntax.ts'
import type { Stage } from '../../model/build-model.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'
import { assignedIn, setByBase, usesOf } from './uses.ts'

export const undefinedVariable: Rule = {
  id: 'undefined-variable',
  title: 'A variable is used where it is not set',
  family: 'correctness',
  severity: 'warning',
  counterparts: { buildkit: ['UndefinedVar', 'UndefinedArgInFrom', 'InvalidDefaultArgInFrom'] },
  *check(context: RuleContext): Iterable<Finding> {
    const ends: ReadonlySet<string>[] = []
    for (const stage of context.model.stages) {
      yield* lookFrom(context, stage)
      const below = stage.base.kind === 'stage' ? ends[stage.base.stage] : undefined
      const declared = new Set(below ?? [])
      yield* ofStage(context, stage, declared)
      ends.push(declared)
    }
  },
}

/** In FROM only ARGs before the first FROM, and those of the platform, are set. */
function* lookFrom({ model }: RuleContext, { from, index }: Stage): Iterable<Finding> {
  for (const { name, hasDefault } of usesOf(from.image.value)) {
    if (hasDefault || isPlatformArg(name)) continue
    const { range } = from.image
    if (model.globalArgs.has(name)) {
      if (model.globalArgs.get(name) !== undefined || holdsVariable(model.document.instructions, name))
        continue
      yield {
        message: `${name} has no default, so the build stops without --build-arg ${name}=…`,
        range,
        severity: 'info',
        help: `give it one: ARG ${name}=…`,
      }
      continue
    }
    const meant = nearest(name, [...model.globalArgs.keys()])
    const earlier = model.stages.slice(0, index).some(stage => declaresIn(stage, name))
    yield {
      message: `${name} is not set here: FROM sees only what ARG sets before the first FROM`,
      range,
      severity: 'error',
      help: earlier
        ? `put ARG ${name} before the first FROM`
        : meant === undefined
          ? `add ARG ${name}=… before the first FROM`
          : `did you mean ${meant}?`,
    }
  }
}

/** `ARG A=$B`: its value is unknown, but it has one. */
function holdsVariable(instructions: readonly Instruction[], name: string): boolean {
  return instructions.some(
    each =>
      each.name === 'ARG' && each.args.some(({ key, value }) => key.value === name && value !== undefined),
  )
}

function declaresIn({ steps }: Stage, name: string): boolean {
  return steps.some(({ instruction }) => namesOf(instruction).includes(name))
}

function namesOf(instruction: Instruction): readonly string[] {
  if (instruction.name === 'ARG') return instruction.args.map(({ key }) => key.value)
  if (instruction.name === 'ENV') return instruction.pairs.map(({ key }) => key.value)
  return []
}

function* ofStage(context: RuleContext, stage: Stage, declared: Set<string>): Iterable<Finding> {
  const told = new Set<string>()
  for (const { instruction, script } of stage.steps) {
    const isRun = instruction.name === 'RUN'
    const text = isRun
      ? script?.dialect === 'unknown'
        ? undefined
        : script?.text
      : expandedText(instruction)
    if (text?.includes('$') === true) {
      const own = namesOf(instruction)
      for (const { name, hasDefault } of usesOf(text)) {
        if (hasDefault || declared.has(name) || own.includes(name) || told.has(name)) continue
        const finding = look(context, { stage, declared, name, isRun, range: instruction.range })
        if (finding === undefined || (isRun && assignedIn(text, name))) continue
        told.add(name)
        yield finding
      }
    }
    for (const name of namesOf(instruction)) declared.add(name)
  }
}

/** The text in which BuildKit itself expands variables; not what a shell reads when the container runs. */
function expandedText({ name, logical, flags }: Instruction): string | undefined {
  switch (name) {
    case 'COPY':
    case 'ADD':
      return `${flags.map(({ value }) => value ?? '').join(' ')} ${logical.text}`
    case 'ARG':
    case 'ENV':
    case 'LABEL':
    case 'WORKDIR':
    case 'USER':
    case 'EXPOSE':
    case 'VOLUME':
    case 'STOPSIGNAL':
      return logical.text
    default:
      return undefined
  }
}

interface Use {
  readonly stage: Stage
  readonly declared: ReadonlySet<string>
  readonly name: string
  readonly isRun: boolean
  readonly range: Range
}

function look(context: RuleContext, { stage, declared, name, isRun, range }: Use): Finding | undefined {
  const { model, document } = context
  const base = stage.base.kind === 'image' || stage.base.kind === 'unknown' ? stage.base.reference : undefined
  const later = stage.steps.find(
    ({ instruction }) => instruction.name === 'ARG' && namesOf(instruction).includes(name),
  )
  const fix = (): Fix => ({
    title: `Add ARG ${name} to the stage`,
    applicability: 'unsafe',
    edits: [insertAfter(document, stage.from, `ARG ${name}`)],
  })
  if (later !== undefined) {
    const { line } = later.instruction.range.start
    if (line <= range.start.line || setByBase(name, base)) return undefined
    return {
      message: `${name} is not set yet: its ARG stands in line ${line}`,
      range,
      help: 'put the ARG before it',
    }
  }
  if (isPlatformArg(name))
    return { message: `${name} is empty: the stage has no ARG ${name}`, range, fix: fix() }
  const isGlobal = model.globalArgs.has(name)
  if ((isRun && !isGlobal) || setByBase(name, base)) return undefined
  if (isGlobal)
    return {
      message: `${name} is empty: what ARG sets before FROM is only for FROM`,
      range,
      help: `repeat ARG ${name} in the stage`,
      fix: fix(),
    }
  if (name.length < 5) return undefined
  const meant = nearest(name, [...declared])
  // Longer or shorter by more it is most often another variable, which the base sets.
  return meant === undefined ||
    Math.abs(meant.length - name.length) > 1 ||
    meant === name ||
    /\d$/.test(meant) ||
    /\d$/.test(name)
    ? undefined
    : { message: `${name} is not set by this file`, range, help: `did you mean ${meant}?` }
}
