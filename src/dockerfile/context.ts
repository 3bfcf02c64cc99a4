import type { Lines } from './lines.ts'
import { type Joined, endOffsetAt, LogicalSlice, offsetAt } from './logical.ts'
import type { Diagnostic, Range, Severity } from './source.ts'
import type { Comment, Directive, Flag, Heredoc, Instruction, LogicalText, Word } from './syntax.ts'
import type { Piece } from './words.ts'

/** What parsing a file gathers. */
export interface ParseContext {
  readonly file: string
  readonly text: string
  readonly lines: Lines
  escape: '\\' | '`'
  readonly directives: Directive[]
  readonly comments: Comment[]
  readonly instructions: Instruction[]
  readonly diagnostics: Diagnostic[]
}

/** One instruction's line, split into keyword, flags and arguments, before the arguments are read. */
export interface Line {
  readonly context: ParseContext
  readonly joined: Joined
  readonly keyword: string
  /** The arguments: `[from, to)` of the joined text. */
  readonly from: number
  readonly to: number
  readonly base: LineBase
}

/** The fields that every instruction has. */
export interface LineBase {
  range: Range
  readonly keywordRange: Range
  readonly flags: readonly Flag[]
  heredocs: readonly Heredoc[]
  readonly logical: LogicalText
}

export function report(
  context: ParseContext,
  code: string,
  range: Range,
  message: string,
  help?: string,
  severity: Severity = 'error',
): void {
  const found = { code, severity, message, file: context.file, range }
  context.diagnostics.push(help === undefined ? found : { ...found, help })
}

/** The range in the file of `[from, to)` of joined lines. */
export function rangeIn(context: ParseContext, joined: Joined, from: number, to: number): Range {
  const start = offsetAt(joined, from)
  return context.lines.range(start, to === from ? start : endOffsetAt(joined, to))
}

export function wordOf({ context, joined }: Line, { value, from, to }: Piece): Word {
  return { value, range: rangeIn(context, joined, from, to) }
}

export function logicalOf(joined: Joined, from: number, to: number): LogicalText {
  return new LogicalSlice(joined, from, to)
}
