import { replaceInstruction } from '../../dockerfile/edit.ts'
import type { InstructionOf } from '../../dockerfile/syntax.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const maintainerDeprecated: Rule = {
  id: 'maintainer-deprecated',
  title: 'MAINTAINER is deprecated',
  family: 'correctness',
  severity: 'info',
  counterparts: { hadolint: ['DL4000'], buildkit: ['MaintainerDeprecated'] },
  *check({ document }: RuleContext): Iterable<Finding> {
    for (const instruction of document.instructions) {
      if (instruction.name !== 'MAINTAINER') continue
      const fix = fixOf(instruction)
      yield {
        message: 'MAINTAINER is deprecated in favour of a label',
        range: instruction.range,
        ...(fix === undefined ? {} : { fix }),
      }
    }
  },
}

function fixOf(instruction: InstructionOf<'MAINTAINER'>): Fix | undefined {
  const value = instruction.value.value.trim().replace(/^(["'])(.*)\1$/, '$2')
  if (/[$"'\\`\n]/.test(value)) return undefined
  const label = `LABEL org.opencontainers.image.authors="${value}"`
  return { title: 'Write a LABEL', applicability: 'unsafe', edits: [replaceInstruction(instruction, label)] }
}
