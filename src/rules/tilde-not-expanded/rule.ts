import type { Word } from '../../dockerfile/syntax.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const tildeNotExpanded: Rule = {
  id: 'tilde-not-expanded',
  title: 'A ~ that only a shell would understand',
  family: 'correctness',
  severity: 'warning',
  counterparts: {},
  *check({ document }: RuleContext): Iterable<Finding> {
    for (const instruction of document.instructions) {
      const { name } = instruction
      const word: Word | undefined =
        name === 'COPY' || name === 'ADD'
          ? instruction.destination
          : name === 'WORKDIR'
            ? instruction.value
            : undefined
      if (word === undefined || !/^["']?~(?:[/"']|$)/.test(word.value)) continue
      yield {
        message: `${name} does not know ~, and makes a folder of that name`,
        range: word.range,
        help: 'write the path of the home folder, such as /root',
      }
    }
  },
}
