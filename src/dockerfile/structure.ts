import { type ParseContext, report } from './context.ts'
import type { Diagnostic } from './source.ts'
import type { Instruction } from './syntax.ts'

/** Faults of the file as a whole: no instruction, no FROM, something before FROM, a lost continuation. */
export function findStructureFaults(context: ParseContext): void {
  const { instructions, lines } = context
  if (instructions.length === 0) {
    report(context, 'no-instructions', lines.range(0, 0), 'the file has no instructions', 'begin with FROM')
    return
  }
  findLostContinuations(context)
  findMissingFrom(context)
}

function findMissingFrom(context: ParseContext): void {
  const { instructions } = context
  const from = instructions.findIndex(isFrom)
  const [first] = instructions
  if (from < 0 && first !== undefined) {
    report(
      context,
      'no-from',
      first.keywordRange,
      'the file has no FROM, so there is nothing to build on',
      'begin with FROM and a base image',
    )
    return
  }
  const early = instructions.slice(0, from).find(instruction => keywordOf(instruction) !== 'ARG')
  if (early !== undefined && early.name !== 'invalid')
    report(
      context,
      'before-from',
      early.keywordRange,
      `${early.name} before the first FROM: only ARG may stand there`,
    )
}

/**
 * `RUN a &&` and the line after it was meant to go on: BuildKit reads that line as an unknown instruction. The fault is
 * named where the continuation is missing, and not again on each line that follows.
 */
function findLostContinuations(context: ParseContext): void {
  const lost = new Map<Diagnostic['range'], Diagnostic['range']>()
  const { instructions, lines, text } = context
  for (let at = 1; at < instructions.length; at++) {
    const instruction = instructions[at]
    const before = instructions[at - 1]
    if (instruction?.name !== 'invalid' || before === undefined) continue
    const goesOn = before.name === 'RUN' || (before.name === 'invalid' && lost.has(before.keywordRange))
    const mark = goesOn ? trailingOperator(text, before) : undefined
    if (mark !== undefined) lost.set(instruction.keywordRange, lines.range(mark.from, mark.to))
  }
  if (lost.size === 0) return
  const { diagnostics } = context
  for (const [at, found] of diagnostics.entries()) {
    const range = found.code === 'unknown-instruction' ? lost.get(found.range) : undefined
    if (range === undefined) continue
    diagnostics[at] = {
      code: 'lost-continuation',
      severity: 'error',
      message: 'the command goes on in the next line, but the line has no continuation mark',
      file: context.file,
      range,
      help: `end the line with ${context.escape}`,
    }
  }
}

function trailingOperator(
  text: string,
  { range, heredocs, keywordRange }: Instruction,
): { from: number; to: number } | undefined {
  if (heredocs.length > 0) return undefined
  let to = range.end.offset
  while (to > keywordRange.end.offset && /[\t\v\f\r ]/.test(text.charAt(to - 1))) to--
  const before = text.slice(Math.max(keywordRange.end.offset, to - 3), to)
  const operator = /(?:^|[^&|\\])(&&|\|\|?)$/.exec(before)?.[1]
  return operator === undefined ? undefined : { from: to - operator.length, to }
}

function isFrom(instruction: Instruction): boolean {
  return keywordOf(instruction) === 'FROM'
}

function keywordOf(instruction: Instruction): string {
  return instruction.name === 'invalid' ? instruction.keyword.toUpperCase() : instruction.name
}
