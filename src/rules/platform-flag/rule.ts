import type { Finding, Rule, RuleContext } from '../rule.ts'

export const platformFlag: Rule = {
  id: 'platform-flag',
  title: 'FROM names a platform for good, or the one that it has anyway',
  family: 'correctness',
  severity: 'info',
  counterparts: {
    hadolint: ['DL3029'],
    buildkit: ['FromPlatformFlagConstDisallowed', 'RedundantTargetPlatform'],
  },
  *check({ document }: RuleContext): Iterable<Finding> {
    for (const instruction of document.instructions) {
      if (instruction.name !== 'FROM') continue
      const flag = instruction.flags.find(({ name }) => name === 'platform')
      if (flag?.value === undefined) continue
      if (/^\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(flag.value)) {
        const from = flag.range.start.offset
        const blanks = /^[ \t]*/.exec(document.text.slice(flag.range.end.offset))?.[0].length ?? 0
        yield {
          message: 'that is the platform without the flag too',
          range: flag.range,
          fix: {
            title: 'Take out --platform',
            applicability: 'safe',
            edits: [{ from, to: flag.range.end.offset + blanks, text: '' }],
          },
        }
      } else if (/^[\w./-]+$/.test(flag.value) && !namesPlatform(instruction.as?.value, flag.value)) {
        yield {
          message: `the image is ${flag.value} wherever and for whatever it is built`,
          range: flag.range,
          help: 'leave it out, and name the platform with docker build --platform',
        }
      }
    }
  },
}

/** `FROM --platform=linux/arm64 … AS build-arm64` is one of several on purpose. */
function namesPlatform(stage: string | undefined, platform: string): boolean {
  return stage !== undefined && platform.split('/').some(part => stage.includes(part))
}
