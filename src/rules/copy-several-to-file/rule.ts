import type { Finding, Rule, RuleContext } from '../rule.ts'

export const copySeveralToFile: Rule = {
  id: 'copy-several-to-file',
  title: 'COPY of several files to a place that does not look like a folder',
  family: 'correctness',
  severity: 'warning',
  counterparts: { hadolint: ['DL3021'] },
  *check({ document }: RuleContext): Iterable<Finding> {
    for (const instruction of document.instructions) {
      if (instruction.name !== 'COPY' && instruction.name !== 'ADD') continue
      const { sources, heredocs, destination } = instruction
      const { value, range } = destination
      // Flags and arrays that are none are faults of their own.
      if (instruction.flags.some(flag => flag.name === 'from' && flag.value === undefined)) continue
      if (/^\[["'-]/.test(sources[0]?.value ?? '')) continue
      if (sources.length + heredocs.length < 2 || /[/\\]["']?$|\$|^["']?\.{1,2}["']?$/.test(value)) continue
      const at = range.end.offset - (/["']$/.exec(document.text.slice(0, range.end.offset))?.[0].length ?? 0)
      yield {
        message: `unless ${value} is a folder already, each file takes the place of the one before`,
        range,
        help: 'end it with /',
        fix: {
          title: `Write ${value}/`,
          applicability: 'unsafe',
          edits: [{ from: at, to: at, text: '/' }],
        },
      }
    }
  },
}
