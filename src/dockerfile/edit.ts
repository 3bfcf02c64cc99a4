import type { Comment, DockerfileDocument, Instruction } from './syntax.ts'

/** Replaces `[from, to)` of the text, both offsets, by `text`. */
export interface TextEdit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * Applies edits together; what none of them touches stays byte for byte. Edits at one place are applied in order.
 * Throws a RangeError where two overlap or one lies outside: the caller made them.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits.toSorted((a, b) => a.from - b.from || a.to - b.to)
  const parts: string[] = []
  let at = 0
  for (const edit of sorted) {
    if (edit.from < at) throw new RangeError(`edits overlap at offset ${edit.from}`)
    if (edit.to < edit.from || edit.to > text.length)
      throw new RangeError(`an edit reaches outside of the text: ${edit.from} to ${edit.to}`)
    parts.push(text.slice(at, edit.from), edit.text)
    at = edit.to
  }
  parts.push(text.slice(at))
  return parts.join('')
}

/** Replaces the instruction, its leading comments left as they are. */
export function replaceInstruction(instruction: Instruction, text: string): TextEdit {
  return { from: instruction.range.start.offset, to: instruction.range.end.offset, text }
}

/** Puts whole lines before an instruction and before the comments that lead it. */
export function insertBefore(
  document: DockerfileDocument,
  instruction: Instruction,
  lines: string,
): TextEdit {
  const at = leadingStart(document, instruction)
  return { from: at, to: at, text: lines.endsWith('\n') ? lines : lines + newline(document) }
}

/** Puts whole lines after an instruction. */
export function insertAfter(document: DockerfileDocument, instruction: Instruction, lines: string): TextEdit {
  const { text } = document
  const at = lineEnd(text, instruction.range.end.offset)
  const ended = at > 0 && text.charCodeAt(at - 1) === 0x0a
  const body = lines.endsWith('\n') ? lines.slice(0, -1) : lines
  return { from: at, to: at, text: ended ? body + newline(document) : newline(document) + body }
}

/** Takes out an instruction with its lines and, if asked, the comments that lead it. */
export function deleteInstruction(
  document: DockerfileDocument,
  instruction: Instruction,
  options: { readonly comments?: boolean } = {},
): TextEdit {
  const from =
    (options.comments ?? false)
      ? leadingStart(document, instruction)
      : lineStart(document.text, instruction.range.start.offset)
  return { from, to: lineEnd(document.text, instruction.range.end.offset), text: '' }
}

/** The whole-line comments directly above an instruction, no blank line between. */
export function leadingComments(document: DockerfileDocument, instruction: Instruction): readonly Comment[] {
  const { comments } = document
  let line = instruction.range.start.line
  let first = countBefore(comments, instruction.range.start.offset)
  const end = first
  while (first > 0 && comments[first - 1]?.range.start.line === line - 1) {
    first--
    line--
  }
  return comments.slice(first, end)
}

function countBefore(comments: readonly Comment[], offset: number): number {
  let low = 0
  let high = comments.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((comments[middle]?.range.start.offset ?? Infinity) < offset) low = middle + 1
    else high = middle
  }
  return low
}

function leadingStart(document: DockerfileDocument, instruction: Instruction): number {
  const first = leadingComments(document, instruction)[0]?.range ?? instruction.range
  return lineStart(document.text, first.start.offset)
}

function lineStart(text: string, offset: number): number {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
  // A byte order mark stays at the very front.
  return start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start
}

function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset)
  return newline < 0 ? text.length : newline + 1
}

/** The file's own way to end a line. */
function newline({ text }: DockerfileDocument): string {
  return text.charAt(text.indexOf('\n') - 1) === '\r' ? '\r\n' : '\n'
}
