import { skipSpace } from './chars.ts'
import { type Line, type ParseContext, report } from './context.ts'
import { DirectiveReader } from './directives.ts'
import { heredocsOf } from './heredoc.ts'
import { isInstruction, readInstruction, splitLine } from './instruction.ts'
import { Lines } from './lines.ts'
import type { Joined } from './logical.ts'
import { findStructureFaults } from './structure.ts'
import { readJsonForm } from './json-form.ts'
import type { DockerfileDocument, Heredoc } from './syntax.ts'
import { findForeignSyntax } from './foreign-syntax.ts'

/** BuildKit reads lines with a buffer of 65,536 bytes, the newline included. */
const LONGEST_LINE = 65_535

/**
 * Parses a Dockerfile as BuildKit does. Never throws, whatever the text is, and goes on to its end: faults are in
 * `diagnostics`, each with its range.
 */
export function parseDockerfile(text: string, file = 'Dockerfile'): DockerfileDocument {
  const context: ParseContext = {
    file,
    text,
    lines: new Lines(text),
    escape: '\\',
    directives: [],
    comments: [],
    instructions: [],
    diagnostics: [],
  }
  readLines(context)
  findForeignSyntax(context)
  findStructureFaults(context)
  const { escape, directives, comments, instructions, diagnostics } = context
  return { file, text, escape, directives, comments, instructions, diagnostics }
}

function readLines(context: ParseContext): void {
  const { lines, text } = context
  const directives = new DirectiveReader(context)
  for (let line = 0; line < lines.count; ) {
    const bom = line === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0
    const end = lines.end(line)
    const start = skipSpace(text, lines.start(line) + bom, end)
    checkLength(context, line)
    if (start < end && text.charCodeAt(start) !== 0x23) {
      directives.end()
      line = readOne(context, line, start)
      continue
    }
    if (start === end) directives.end()
    else if (!directives.read(start, end, start === lines.start(line) + bom)) addComment(context, start, end)
    line++
  }
}

function addComment({ comments, lines, text }: ParseContext, start: number, end: number): void {
  comments.push({ text: text.slice(start, end), range: lines.range(start, end) })
}

function checkLength(context: ParseContext, line: number): void {
  const { lines, text } = context
  const start = lines.start(line)
  const length = lines.next(line) - start
  if (length <= LONGEST_LINE / 3) return
  const newline = text.charCodeAt(start + length - 1) === 0x0a ? 1 : 0
  if (Buffer.byteLength(text.slice(start, start + length)) - newline <= LONGEST_LINE) return
  report(
    context,
    'line-too-long',
    lines.range(start, lines.end(line)),
    `a line has at most ${LONGEST_LINE} bytes`,
  )
}

/** Reads the instruction that begins at `start`; answers the first line after it. */
function readOne(context: ParseContext, first: number, start: number): number {
  const { joined, next, blank } = joinLines(context, first, start)
  const line = splitLine(context, joined, 0)
  const opened = openedHeredocs(line)
  const { heredocs, next: after } = readHeredocs(context, line, opened, next)
  const end = context.lines.end(after - 1)
  line.base.range = context.lines.range(start, Math.max(start, end))
  line.base.heredocs = heredocs
  if (blank !== undefined) reportBlankLine(context, blank)
  context.instructions.push(readInstruction(line))
  return after
}

function reportBlankLine(context: ParseContext, line: number): void {
  const at = context.lines.start(line)
  report(
    context,
    'empty-continuation-line',
    context.lines.range(at, at),
    'an empty line inside a continued instruction',
    'take the line out; Docker means to refuse it one day',
    'warning',
  )
}

interface JoinedLines {
  readonly joined: Joined
  /** The first line after the instruction. */
  readonly next: number
  /** The first blank line in between. */
  readonly blank: number | undefined
}

/** Joins continued lines: comments and blank lines in between are dropped, leading blanks of each line stay. */
function joinLines(context: ParseContext, first: number, start: number): JoinedLines {
  const { text, lines } = context
  const end = lines.end(first)
  const cut = continuation(context, start, end)
  if (cut < 0) {
    const joined = { text: text.slice(start, end), starts: [0], offsets: [start] }
    return { joined, next: first + 1, blank: undefined }
  }
  const parts = [text.slice(start, cut)]
  const starts = [0]
  const offsets = [start]
  let length = cut - start
  let blank: number | undefined
  let line = first + 1
  for (let continued = true; continued && line < lines.count; line++) {
    checkLength(context, line)
    const from = lines.start(line)
    const to = lines.end(line)
    const content = skipSpace(text, from, to)
    if (content === to) {
      blank ??= line
      continue
    }
    if (text.charCodeAt(content) === 0x23) {
      addComment(context, content, to)
      continue
    }
    const cutAt = continuation(context, from, to)
    continued = cutAt >= 0
    const part = text.slice(from, continued ? cutAt : to)
    if (part === '') continue
    // A first line that held the escape alone has no text of its own.
    if (length === 0) offsets[0] = from
    else {
      starts.push(length)
      offsets.push(from)
    }
    parts.push(part)
    length += part.length
  }
  return { joined: { text: parts.join(''), starts, offsets }, next: line, blank }
}

/** Where the line's continuation mark stands, or -1. A doubled escape token continues nothing. */
function continuation({ text, escape }: ParseContext, from: number, to: number): number {
  let at = to - 1
  while (at >= from && (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09)) at--
  const token = escape.charCodeAt(0)
  if (at < from || text.charCodeAt(at) !== token) return -1
  return at > from && text.charCodeAt(at - 1) === token ? -1 : at
}

type Opened = ReturnType<typeof heredocsOf>

function openedHeredocs(line: Line): Opened {
  const { joined, context, keyword } = line
  if (!joined.text.includes('<<') || !isInstruction(keyword)) return []
  const inner = keyword.toUpperCase() === 'ONBUILD' ? splitLine(context, joined, line.from) : line
  if (!['RUN', 'COPY', 'ADD'].includes(inner.keyword.toUpperCase())) return []
  const json = readJsonForm(joined.text, inner.from, inner.to)
  return json === undefined ? heredocsOf(joined.text) : []
}

function readHeredocs(
  context: ParseContext,
  instruction: Line,
  opened: Opened,
  first: number,
): { heredocs: Heredoc[]; next: number } {
  const { lines, text } = context
  const heredocs: Heredoc[] = []
  let line = first
  for (const heredoc of opened) {
    const from = lines.start(line)
    let to = from
    let closed = false
    while (!closed && line < lines.count) {
      checkLength(context, line)
      closed = terminates(context, line, heredoc)
      line++
      if (!closed) to = lines.start(line)
    }
    heredocs.push({ ...heredoc, content: text.slice(from, to), contentRange: lines.range(from, to) })
    if (!closed) {
      const { keywordRange, logical } = instruction.base
      const end = lines.position(logical.offsets[logical.text.length] ?? keywordRange.end.offset)
      const range = { start: keywordRange.start, end }
      report(context, 'unterminated-heredoc', range, `the heredoc ${heredoc.name} is never closed`)
    }
  }
  return { heredocs, next: line }
}

function terminates({ text, lines }: ParseContext, line: number, { name, chomp }: Opened[number]): boolean {
  let start = lines.start(line)
  const end = lines.end(line)
  if (chomp) while (start < end && text.charCodeAt(start) === 0x09) start++
  return end - start === name.length && text.startsWith(name, start)
}
