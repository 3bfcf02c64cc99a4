import { lex } from './lex.ts'

/** What a word such as `3<<-"EOF"` says. */
export interface HeredocWord {
  readonly name: string
  readonly expand: boolean
  readonly chomp: boolean
  readonly fileDescriptor: number
}

const HEREDOC = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/

/** Reads a word as a heredoc's start; undefined where it is none. BuildKit always lexes it with `\`, whatever the escape is. */
export function parseHeredocWord(word: string): HeredocWord | undefined {
  if (!word.includes('<<')) return undefined
  const match = HEREDOC.exec(word)
  const rest = match?.[3] ?? ''
  if (match === null || rest === '') return undefined
  const plain = lex(rest, unset, { escape: '\\', keepUnset: true })
  const raw = lex(rest, unset, { escape: '\\', keepUnset: true, rawQuotes: true })
  if ('fault' in plain || 'fault' in raw) return undefined
  const name = plain.words[0]
  const rawName = raw.words[0]
  if (plain.words.length !== 1 || raw.words.length !== 1) return undefined
  if (name === undefined || rawName === undefined) return undefined
  return {
    name,
    expand: quotes(name) === quotes(rawName),
    chomp: match[2] === '-',
    fileDescriptor: Number(match[1]),
  }
}

/** The heredocs that a logical line opens, in order. A line that cannot be lexed opens none. */
export function heredocsOf(line: string): HeredocWord[] {
  const lexed = lex(line, unset, { escape: '\\', rawQuotes: true, rawEscapes: true, keepUnset: true })
  if ('fault' in lexed) return []
  return lexed.words.map(parseHeredocWord).filter(heredoc => heredoc !== undefined)
}

/** The content of a `<<-` heredoc: leading tabs of every line dropped. */
export function chompHeredoc(content: string): string {
  return content.replace(/(^|\n)\t+/g, '$1')
}

function unset(): undefined {
  return undefined
}

function quotes(text: string): number {
  return text.replace(/[^'"]/g, '').length
}
