import type { InstructionOf } from '../../dockerfile/syntax.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const addInsteadOfCopy: Rule = {
  id: 'add-instead-of-copy',
  title: 'ADD where COPY does the same',
  family: 'correctness',
  severity: 'info',
  counterparts: { hadolint: ['DL3020'] },
  *check({ document }: RuleContext): Iterable<Finding> {
    for (const instruction of document.instructions) {
      if (instruction.name !== 'ADD' || !copies(instruction)) continue
      const { keywordRange: range, sources } = instruction
      const from = range.start.offset
      const to = range.end.offset
      const lower = document.text.slice(from, to) === 'add'
      yield {
        message: 'ADD also unpacks and downloads; COPY says that files are copied as they are',
        range,
        fix: {
          title: 'Write COPY',
          applicability: sources.every(({ value }) => isPlain(value)) ? 'safe' : 'unsafe',
          edits: [{ from, to, text: lower ? 'copy' : 'COPY' }],
        },
      }
    }
  },
}

function copies({ sources, flags }: InstructionOf<'ADD'>): boolean {
  if (flags.some(({ name }) => !['chown', 'chmod', 'link', 'exclude'].includes(name))) return false
  return sources.every(
    ({ value }) =>
      !/:\/\/|^["']?git@|[$*?[]/.test(value) &&
      !/\.(?:tar|tar\.\w+|tgz|tbz2?|txz|tzst|gz|bz2|xz|zst|lzma)["']?$/i.test(value),
  )
}

/** A folder, or a file whose ending is no archive's. One without an ending may be an archive all the same. */
function isPlain(value: string): boolean {
  return /^["']?\.?\/?["']?$|\/["']?$|\.[a-z]\w*["']?$/i.test(value)
}
