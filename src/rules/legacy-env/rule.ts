import type { DockerfileDocument, InstructionOf, KeyValue } from '../../dockerfile/syntax.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const legacyEnv: Rule = {
  id: 'legacy-env',
  title: 'ENV or LABEL with a space instead of =',
  family: 'correctness',
  severity: 'info',
  counterparts: { buildkit: ['LegacyKeyValueFormat'] },
  *check({ document }: RuleContext): Iterable<Finding> {
    for (const instruction of document.instructions) {
      if (instruction.name !== 'ENV' && instruction.name !== 'LABEL') continue
      const [pair, ...more] = instruction.pairs
      if (pair !== undefined && more.length === 0 && isLegacy(document, pair))
        yield finding(document, instruction, pair)
    }
  },
}

function isLegacy({ text }: DockerfileDocument, { key, value }: KeyValue): boolean {
  const between = text.slice(key.range.end.offset, value.range.start.offset)
  return between !== '' && !between.includes('=')
}

function finding(
  document: DockerfileDocument,
  { name, keywordRange }: InstructionOf<'ENV' | 'LABEL'>,
  { key, value }: KeyValue,
): Finding {
  const from = key.range.end.offset
  const to = value.range.end.offset
  const text = valueText(document, value)
  return {
    message: `${name} ${key.value} is written in the old form, which takes one pair only`,
    range: { start: keywordRange.start, end: value.range.end },
    ...(text === undefined
      ? { help: `write ${key.value}="…"` }
      : {
          fix: {
            title: `Write ${key.value}=${text}`,
            applicability: 'safe',
            edits: [{ from, to, text: `=${text}` }],
          },
        }),
  }
}

/** Quotes and escapes mean something else between words, and continued lines are not this text. */
function valueText({ text }: DockerfileDocument, { value, range }: KeyValue['value']): string | undefined {
  if (text.slice(range.start.offset, range.end.offset) !== value) return undefined
  if (/^"[^"'\\`\n]*"$/.test(value)) return value
  if (/["'\\`\n]/.test(value)) return undefined
  return /\s/.test(value) ? `"${value}"` : value
}
