import type { Diagnostic } from '../dockerfile/source.ts'
import type { BuildModel } from '../model/build-model.ts'

/** Rules may compare each with each. The largest of 6,000 public files has 97,000 characters, 2,600 instructions. */
const LONGEST = 500_000
const MOST_INSTRUCTIONS = 5000
const MOST_STAGES = 500

/** Says that no rule was run, and why; undefined for files of a size that a person or a generator writes. */
export function tooLarge({ document, stages }: BuildModel): Diagnostic | undefined {
  const { text, file, instructions } = document
  const [first] = instructions
  const fits =
    text.length <= LONGEST && instructions.length <= MOST_INSTRUCTIONS && stages.length <= MOST_STAGES
  if (first === undefined || fits) return undefined
  return {
    code: 'too-large',
    severity: 'warning',
    message: `no rule was run: the file has ${text.length} characters, ${instructions.length} instructions and ${stages.length} stages`,
    file,
    range: first.keywordRange,
    help: `rules look at files of at most ${LONGEST} characters, ${MOST_INSTRUCTIONS} instructions and ${MOST_STAGES} stages`,
  }
}
