import type { DockerfileDocument, Instruction } from '../dockerfile/syntax.ts'
import { instructionText } from '../model/instruction-text.ts'

/**
 * Tells which of a rewritten file's instructions get a blank line in front: the user's own where they had one, so
 * that what is not rewritten does not move; new ones where most of the user's have one. To be asked once for each
 * instruction, in order, since the same text may stand in several places.
 */
export function blankLines(document: DockerfileDocument | undefined): (line: string) => boolean {
  if (!document) return () => false
  const own = document.instructions.slice(1).map((instruction, index) => ({
    text: instructionText(document, instruction),
    blank: hasBlankBefore(document, document.instructions[index], instruction),
    used: false,
  }))
  const spaced = own.filter(({ blank }) => blank).length * 2 > own.length
  let last = -1
  return line => {
    const found = own.findIndex(({ text, used }) => !used && text === line)
    const same = own[found]
    if (same) {
      same.used = true
      last = found
      return same.blank
    }
    // One of the user's with something edited in it follows the one that it followed there.
    const next = own[last + 1]
    return next && keywordOf(next.text) === keywordOf(line) ? next.blank : spaced
  }
}

/** Of an instruction's text with its comments. */
function keywordOf(text: string): string | undefined {
  return /^(?!\s*#)\s*(\w+)/m.exec(text)?.[1]?.toUpperCase()
}

function hasBlankBefore(
  document: DockerfileDocument,
  before: Instruction | undefined,
  instruction: Instruction,
): boolean {
  const gap = document.text.slice(before?.range.end.offset ?? 0, instruction.range.start.offset)
  return before !== undefined && /^[^\n]*\n[ \t\r]*\n/.test(gap)
}
