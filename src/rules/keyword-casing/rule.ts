import type { Range } from '../../dockerfile/source.ts'
import type { DockerfileDocument, Instruction, InstructionOf } from '../../dockerfile/syntax.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const keywordCasing: Rule = {
  id: 'keyword-casing',
  title: 'Keywords are written in upper and in lower case',
  family: 'correctness',
  severity: 'info',
  counterparts: { buildkit: ['ConsistentInstructionCasing', 'FromAsCasing'] },
  *check({ document }: RuleContext): Iterable<Finding> {
    const known = document.instructions.filter(({ name }) => name !== 'invalid')
    const lower = known.filter(each => isLower(keyword(document, each))).length
    const wanted = lower * 2 > known.length ? 'lower' : 'upper'
    for (const instruction of known) {
      yield* look(document, instruction.keywordRange, wanted)
      const as = instruction.name === 'FROM' ? asRange(document, instruction) : undefined
      if (as !== undefined)
        yield* look(document, as, isLower(keyword(document, instruction)) ? 'lower' : wanted)
    }
  },
}

function keyword({ text }: DockerfileDocument, { keywordRange: { start, end } }: Instruction): string {
  return text.slice(start.offset, end.offset)
}

function isLower(word: string): boolean {
  return word === word.toLowerCase()
}

function* look({ text }: DockerfileDocument, range: Range, wanted: 'lower' | 'upper'): Iterable<Finding> {
  const from = range.start.offset
  const to = range.end.offset
  const word = text.slice(from, to)
  const better = wanted === 'lower' ? word.toLowerCase() : word.toUpperCase()
  if (word === better) return
  yield {
    message: `${word} is written otherwise than the file's other keywords`,
    range,
    fix: { title: `Write ${better}`, applicability: 'safe', edits: [{ from, to, text: better }] },
  }
}

function asRange({ text }: DockerfileDocument, { image, as }: InstructionOf<'FROM'>): Range | undefined {
  if (as === undefined) return undefined
  const between = text.slice(image.range.end.offset, as.range.start.offset)
  const blanks = /^[ \t]+/.exec(between)?.[0].length
  if (blanks === undefined || !/^[ \t]+as[ \t]+$/i.test(between)) return undefined
  const { offset, line, column } = image.range.end
  const at = (by: number) => ({ offset: offset + by, line, column: column + by })
  return { start: at(blanks), end: at(blanks + 2) }
}
