import { chompHeredoc, parseHeredocWord } from './heredoc.ts'
import { sliceLogical } from './logical.ts'
import type { Heredoc, Instruction, LogicalText } from './syntax.ts'

/** What the shell, or the kernel, is given by a RUN, CMD, ENTRYPOINT or HEALTHCHECK. */
export type RunScript =
  | { readonly kind: 'shell'; readonly logical: LogicalText }
  | { readonly kind: 'exec'; readonly args: readonly string[] }
  /** A lone heredoc that begins with `#!`: BuildKit runs it as a file of its own. */
  | { readonly kind: 'executable'; readonly interpreter: string; readonly logical: LogicalText }
  | { readonly kind: 'none' }

type CommandInstruction = Extract<
  Instruction,
  { readonly name: 'RUN' | 'CMD' | 'ENTRYPOINT' | 'HEALTHCHECK' }
>

/** The script of a command: a lone heredoc is the script itself, several are put back behind the command's line. */
export function runScript(instruction: CommandInstruction): RunScript {
  const { command, logical, heredocs } = instruction
  if (command === 'NONE') return { kind: 'none' }
  if (command.form === 'exec') return { kind: 'exec', args: command.args }
  if (instruction.name === 'HEALTHCHECK') {
    const type = /^\S+\s*/.exec(logical.text)?.[0].length ?? 0
    return { kind: 'shell', logical: sliceLogical(logical, type) }
  }
  const [first] = heredocs
  if (first === undefined) return { kind: 'shell', logical }
  if (parseHeredocWord(logical.text) === undefined)
    return { kind: 'shell', logical: withHeredocs(logical, heredocs) }
  const content = heredocText(first)
  if (!first.content.startsWith('#!')) return { kind: 'shell', logical: content }
  const end = content.text.indexOf('\n')
  return {
    kind: 'executable',
    interpreter: content.text.slice(2, end < 0 ? undefined : end).trim(),
    logical: content,
  }
}

/** A heredoc's content with its offsets, the leading tabs of `<<-` dropped. */
function heredocText({ content, chomp, contentRange }: Heredoc): LogicalText {
  const text = chomp ? chompHeredoc(content) : content
  const start = contentRange.start.offset
  const offsets = new Uint32Array(text.length + 1)
  let from = 0
  let atLineStart = true
  for (let at = 0; at < text.length; at++) {
    if (chomp && atLineStart) from = skipTabs(content, from)
    atLineStart = text.charCodeAt(at) === 0x0a
    offsets[at] = start + from++
  }
  offsets[text.length] = start + content.length
  return { text, offsets }
}

function skipTabs(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === 0x09) at++
  return at
}

function withHeredocs(logical: LogicalText, heredocs: readonly Heredoc[]): LogicalText {
  const parts = heredocs.map(({ content, name }) => `\n${content}${name}`)
  const text = logical.text + parts.join('')
  const offsets = new Uint32Array(text.length + 1)
  offsets.set(logical.offsets)
  let at = logical.text.length
  for (const { content, name, contentRange } of heredocs) {
    const start = contentRange.start.offset
    offsets[at++] = Math.max(0, start - 1)
    for (let index = 0; index < content.length + name.length; index++) offsets[at++] = start + index
  }
  offsets[at] = at === 0 ? 0 : (offsets[at - 1] ?? 0) + 1
  return { text, offsets }
}
