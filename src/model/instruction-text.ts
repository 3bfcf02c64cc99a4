import type { DockerfileDocument, Instruction } from '../dockerfile/syntax.ts'
import type { Range } from '../dockerfile/source.ts'

/** Replaces the text between two offsets of the document. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The user's own text of an instruction, the comments right above it included, with some edits made in it. */
export function instructionText(
  document: DockerfileDocument,
  instruction: Instruction,
  edits: readonly TextEdit[] = [],
): string {
  const { start, end } = instruction.range
  const own = edits
    .filter(edit => edit.start >= start.offset && edit.end <= end.offset)
    .sort((a, b) => b.start - a.start)
  const text = own.reduce(
    (done, edit) =>
      done.slice(0, edit.start - start.offset) + edit.text + done.slice(edit.end - start.offset),
    document.text.slice(start.offset, end.offset),
  )
  return [...commentsAbove(document, instruction), closed(text, document.escape)]
    .join('\n')
    .replaceAll('\r\n', '\n')
}

/** At the end of a file a continuation continues with nothing; with another instruction after it, it would swallow that. */
function closed(text: string, escape: string): string {
  const trimmed = text.trimEnd()
  return trimmed.endsWith(escape) && !trimmed.endsWith(escape + escape)
    ? trimmed.slice(0, -1).trimEnd()
    : text
}

/**
 * The whole-line comments between an instruction and the one before it, as lines; one empty line where the author set some
 * apart. Above the first instruction only those right above it: the rest is the file's heading.
 */
export function commentsAbove(document: DockerfileDocument, instruction: Instruction): readonly string[] {
  const directives = new Set(document.directives.map(directive => directive.range.start.line))
  const byLine = new Map(document.comments.map(comment => [comment.range.start.line, comment.text.trim()]))
  const before = document.instructions[document.instructions.indexOf(instruction) - 1]
  const found: string[] = []
  for (let line = instruction.range.start.line - 1; line > (before?.range.end.line ?? 0); line--) {
    const text = byLine.get(line) ?? ''
    if (directives.has(line) || (text === '' && before === undefined)) break
    if (!becomesFalse(text) && (text !== '' || found[0] !== '')) found.unshift(text)
  }
  return found[0] === '' ? found.slice(1) : found
}

/** A rewrite makes several stages of one: a heading that says otherwise would mislead. */
export const becomesFalse = (comment: string) => /^#\s*single[- ]stage\b/i.test(comment)

/** True where the author sets instructions apart by blank lines. */
export function isSpaced(document: DockerfileDocument): boolean {
  const gaps = document.instructions.slice(1).map((instruction, index) => {
    const before = document.instructions[index]
    const gap = document.text.slice(before?.range.end.offset ?? 0, instruction.range.start.offset)
    return /\n[ \t\r]*\n/.test(gap)
  })
  return gaps.length > 0 && gaps.filter(Boolean).length * 2 > gaps.length
}

/** The text between two offsets equals what was parsed there, so that an edit there hits what it means. */
export function standsAt(document: DockerfileDocument, range: Range, raw: string): boolean {
  return document.text.slice(range.start.offset, range.end.offset) === raw
}
