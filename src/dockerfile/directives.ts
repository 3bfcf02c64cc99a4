import { isSpace } from './chars.ts'
import { type ParseContext, report } from './context.ts'
import type { Range } from './source.ts'

interface DirectiveLine {
  readonly name: string
  readonly value: string
}

const DIRECTIVE = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*$/s
const NAMES = new Set(['syntax', 'escape', 'check'])

/** Reads a line, its prefix (`#`, or `//` for syntax) cut off, as a parser directive. */
export function readDirective(line: string): DirectiveLine | undefined {
  let at = 0
  while (at < line.length && isSpace(line.charCodeAt(at))) at++
  const match = DIRECTIVE.exec(line.slice(at))
  const name = match?.[1]?.toLowerCase() ?? ''
  const value = match?.[2]
  return value !== undefined && NAMES.has(name) ? { name, value } : undefined
}

/** Reads the directives at the top of a file. The first line that is none ends them. */
export class DirectiveReader {
  readonly #context: ParseContext
  readonly #seen = new Set<string>()
  #ended = false
  #atColumnOne = true

  constructor(context: ParseContext) {
    this.#context = context
  }

  end(): void {
    this.#ended = true
  }

  /** Reads the comment at `[start, end)`; false where it is no directive. */
  read(start: number, end: number, atColumnOne: boolean): boolean {
    const { text, lines, directives } = this.#context
    const directive = this.#ended ? undefined : readDirective(text.slice(start + 1, end))
    if (directive === undefined) {
      this.#ended = true
      return false
    }
    const { name, value } = directive
    const range = lines.range(start, end)
    this.#check(directive, range)
    this.#seen.add(name)
    // BuildKit looks for the syntax on its own, and there an indented line ends the directives.
    this.#atColumnOne &&= atColumnOne
    if (name !== 'syntax' || this.#atColumnOne) directives.push({ name, value, range })
    return true
  }

  #check({ name, value }: DirectiveLine, range: Range): void {
    const context = this.#context
    if (this.#seen.has(name)) {
      report(context, 'duplicate-directive', range, `only one ${name} directive can be used`)
    } else if (name === 'escape') {
      if (value === '\\' || value === '`') context.escape = value
      else report(context, 'bad-escape', range, `invalid escape token "${value}": it is \\ or \``)
    }
  }
}
