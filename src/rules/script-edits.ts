import type { TextEdit } from '../dockerfile/edit.ts'
import type { DockerfileDocument } from '../dockerfile/syntax.ts'
import type { Step } from '../model/build-model.ts'
import type { ShellWord } from '../shell/script.ts'

/** Puts words behind a word, a space before them. */
export function insertAfterWord({ range }: ShellWord, text: string): TextEdit {
  return { from: range.end.offset, to: range.end.offset, text: ` ${text}` }
}

/**
 * Adds a last command to the script of a RUN, on a line of its own where the script has several. Undefined where the
 * script is more than a chain of commands, or stands in a heredoc: what runs last is then not plain.
 */
export function appendCommand(
  document: DockerfileDocument,
  step: Step,
  command: string,
): TextEdit | undefined {
  const { instruction, script } = step
  if (script?.plain !== true || instruction.heredocs.length > 0) return undefined
  const { text, offsets } = instruction.logical
  const end = text.trimEnd().length
  if (end === 0 || /[;&|]$/.test(text.slice(0, end)) || /(?:^|\s)#/.test(text)) return undefined
  const at = (offsets[end - 1] ?? 0) + 1
  return { from: at, to: at, text: joiner(document, step, at) + command }
}

/** On a line of its own where the script has several, indented like its last command. */
function joiner({ text, escape }: DockerfileDocument, { instruction, script }: Step, at: number): string {
  const lastLine = text.lastIndexOf('\n', at - 1) + 1
  if (lastLine <= instruction.range.start.offset) return ' && '
  const newline = text.charAt(lastLine - 2) === '\r' ? '\r\n' : '\n'
  const command = script?.commands.at(-1)?.range.start.offset ?? at
  const commandLine = text.lastIndexOf('\n', command - 1) + 1
  const own = commandLine > instruction.range.start.offset ? commandLine : lastLine
  const indent = /^[ \t]*/.exec(text.slice(own, at))?.[0] ?? ''
  // A line that begins with its operator keeps that style.
  return /^[ \t]*&&/.test(text.slice(own, at))
    ? ` ${escape}${newline}${indent}&& `
    : ` && ${escape}${newline}${indent}`
}

/** Adds a flag to an instruction, as the first. */
export function addFlag({ instruction }: Step, flag: string): TextEdit {
  const at = instruction.keywordRange.end.offset
  return { from: at, to: at, text: ` ${flag}` }
}
