import type { InstructionOf } from '../../dockerfile/syntax.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const addRemoteUnchecked: Rule = {
  id: 'add-remote-unchecked',
  title: 'ADD of a URL without a checksum',
  family: 'security',
  severity: 'warning',
  counterparts: {},
  *check({ document }: RuleContext): Iterable<Finding> {
    for (const instruction of document.instructions) {
      if (instruction.name === 'ADD') yield* look(instruction)
    }
  },
}

function* look({ flags, sources }: InstructionOf<'ADD'>): Iterable<Finding> {
  if (flags.some(({ name }) => name === 'checksum')) return
  for (const { value, range } of sources) {
    const url = value.replace(/^["']/, '')
    if (isGit(url)) {
      if (url.includes('#') || /[?&](?:ref|tag|commit|checksum)=/.test(url)) continue
      yield {
        message: 'it takes whatever the repository has on the day of the build',
        range,
        help: 'name a tag or a commit behind #',
      }
    } else if (/^https?:\/\//i.test(url)) {
      yield {
        message: 'nothing checks that this is the file that was meant',
        range,
        help: 'add --checksum=sha256:…',
      }
    }
  }
}

/** What BuildKit takes for a repository. */
function isGit(url: string): boolean {
  return /^(?:git|ssh):\/\/|^git@/.test(url) || /^https?:\/\/[^?#]+\.git(?:[?#]|$)/.test(url)
}
