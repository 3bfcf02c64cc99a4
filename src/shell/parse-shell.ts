import { createRequire } from 'node:module'
import type * as unbashModule from 'unbash'
import type { Command, ParsedScript, SyntaxNode, Word, WordPart } from 'unbash'
import { Lines } from '../dockerfile/lines.ts'
import type { Range } from '../dockerfile/source.ts'
import type { DockerfileDocument, LogicalText } from '../dockerfile/syntax.ts'
import type { Dialect, ShellCommand, ShellScript, ShellWord } from './script.ts'

/** The kernel hands a script to the shell as one argument of at most so many bytes, its end included (MAX_ARG_STRLEN). */
const LONGEST_SCRIPT = 131_071

/** The parser takes time with the square of these. No script of 300,000 real ones has a tenth of it. */
const MOST_OPEN = 1000

/** Compound commands, substitutions and functions may nest this deep; below that the script is unknown. */
const DEEPEST = 200

/**
 * Reads a script with the shell's grammar. Every range is in the Dockerfile, through the script's offset map.
 * Never throws: what cannot be read is in `unknown`.
 */
export function parseShell(
  logical: LogicalText,
  dialect: Dialect,
  document: DockerfileDocument,
): ShellScript {
  const reader = new Reader(logical, document)
  if (dialect === 'unknown')
    reader.giveUp('the script is for a shell that laststage does not read', 0, logical.text.length)
  else reader.read()
  const { commands, unknown, plain } = reader
  return { text: logical.text, dialect, commands, unknown, plain: plain && unknown.length === 0 }
}

/** Loaded when the first script is read: a run that reads none starts faster. */
let loaded: Unbash | undefined

type Unbash = typeof unbashModule

function unbash(): Unbash {
  if (loaded !== undefined) return loaded
  const required: Unbash = createRequire(import.meta.url)('unbash')
  return (loaded = required)
}

/** How the commands of a list or a pipeline are joined. */
type Joiner = string | undefined

class Reader {
  readonly commands: ShellCommand[] = []
  readonly unknown: { reason: string; range: Range }[] = []
  plain = true
  readonly #logical: LogicalText
  readonly #lines: Lines
  /** The text that positions count in, and where its first character stands in the script. */
  #source: string
  #exact = true

  constructor(logical: LogicalText, document: DockerfileDocument) {
    this.#logical = logical
    this.#lines = linesOf(document)
    this.#source = logical.text
  }

  read(): void {
    const tooMuch = whyTooMuch(this.#source)
    if (tooMuch !== undefined) {
      this.giveUp(tooMuch, 0, this.#source.length)
      return
    }
    let script: ParsedScript
    try {
      script = unbash().parse(this.#source)
    } catch (error) {
      this.giveUp(`the script cannot be read: ${String(error)}`, 0, this.#source.length)
      return
    }
    this.#script(script, 0)
  }

  giveUp(reason: string, from: number, to: number): void {
    this.unknown.push({ reason, range: this.#range(from, to) })
  }

  #script(script: ParsedScript, depth: number): void {
    for (const { message, pos } of script.errors ?? []) this.giveUp(message, pos, pos)
    this.#list(script.commands, depth)
  }

  #list(statements: ParsedScript['commands'], depth: number): void {
    let joiner: Joiner
    for (const { command, background } of statements) {
      this.#node(command, depth, joiner)
      joiner = (background ?? false) ? '&' : ';'
      if (background ?? false) this.plain = false
    }
  }

  #node(node: SyntaxNode, depth: number, joiner: Joiner): void {
    if (depth > DEEPEST) {
      this.giveUp('the script nests too deep', node.pos, node.end)
      return
    }
    if (node.type === 'Command') this.#command(node, depth, joiner)
    else if (node.type === 'AndOr') {
      for (const [at, command] of node.commands.entries())
        this.#node(command, depth, at === 0 ? joiner : node.operators[at - 1])
    } else if (node.type === 'Pipeline') {
      this.plain = false
      for (const [at, command] of node.commands.entries())
        this.#node(command, depth, at === 0 ? joiner : node.operators[at - 1])
    } else if (node.type === 'CompoundList') this.#list(node.commands, depth)
    else {
      this.plain = false
      this.#children(node, depth + 1)
    }
  }

  /** Every command inside a compound command, a word or a redirection. */
  #children(node: SyntaxNode, depth: number): void {
    if (depth > DEEPEST) {
      this.giveUp('the script nests too deep', node.pos, node.end)
      return
    }
    unbash().forEachChild(node, child => {
      switch (child.type) {
        case 'Script':
          this.#substitution(child, depth)
          break
        case 'Command':
        case 'AndOr':
        case 'Pipeline':
        case 'CompoundList':
          this.#node(child, depth, undefined)
          break
        case 'Statement':
          this.#node(child.command, depth, undefined)
          break
        case 'Word':
          if (child.parts !== undefined) this.#children(child, depth + 1)
          break
        default:
          this.#children(child, depth + 1)
      }
    })
  }

  /** A script in backticks with escapes has a text of its own, whose places are not the file's. */
  #substitution(script: ParsedScript, depth: number): void {
    const { source } = script
    if (source === undefined) {
      this.#script(script, depth + 1)
      return
    }
    const outer = this.#source
    this.#source = source
    this.#exact = false
    this.#script(script, depth + 1)
    this.#source = outer
    this.#exact = true
  }

  #command(command: Command, depth: number, joinedBy: Joiner): void {
    const { name, prefix, suffix, pos, end } = command
    const assignments: { key: string; value: string | undefined }[] = []
    const words: ShellWord[] = name === undefined ? [] : [this.#word(name)]
    const redirects: ShellCommand['redirects'][number][] = []
    for (const part of prefix.length === 0 ? suffix : [...prefix, ...suffix]) {
      if (part.type === 'Word') words.push(this.#word(part))
      else if (part.type === 'Assignment') {
        const value = part.value.type === 'Word' ? this.#valueOf(part.value) : undefined
        // `export A=1` has its assignments among the arguments.
        if (name !== undefined && part.pos > name.pos)
          words.push({
            raw: part.text,
            value: value === undefined ? undefined : `${part.name}=${value}`,
            range: this.#range(part.pos, part.end),
          })
        else assignments.push({ key: part.name, value })
      } else redirects.push(this.#redirect(part))
    }
    const range = this.#range(pos, end)
    if (depth > 0 || joinedBy === '||') this.plain = false
    this.commands.push({ assignments, words, range, joinedBy, redirects, depth })
    this.#children(command, depth)
  }

  #redirect(
    part: Exclude<Command['prefix'][number], { type: 'Assignment' }>,
  ): ShellCommand['redirects'][number] {
    const target =
      part.type === 'HereDoc' || part.target === undefined ? undefined : this.#valueOf(part.target)
    const descriptor = part.descriptor?.type === 'FileDescriptor' ? String(part.descriptor.value) : ''
    return { operator: descriptor + part.operator, target, range: this.#range(part.pos, part.end) }
  }

  #word(word: Word): ShellWord {
    return { raw: word.text, value: this.#valueOf(word), range: this.#range(word.pos, word.end) }
  }

  /** The word's value where nothing in it is expanded; a glob is a value too. */
  #valueOf(word: Word): string | undefined {
    const { parts } = word
    return parts === undefined || parts.every(isKnown) ? word.value : undefined
  }

  #range(from: number, to: number): Range {
    const { offsets, text } = this.#logical
    const last = offsets[text.length] ?? 0
    if (!this.#exact) return this.#lines.range(offsets[0] ?? 0, last)
    const start = offsets[Math.min(from, text.length)] ?? last
    const end = to <= from ? start : (offsets[Math.min(to, text.length) - 1] ?? last - 1) + 1
    return this.#lines.range(start, Math.max(start, end))
  }
}

/** Why a script is not read: no build can run it, or to read it would take too long. */
function whyTooMuch(script: string): string | undefined {
  // It is too short for any of them.
  if (script.length <= MOST_OPEN) return undefined
  if (Buffer.byteLength(script) > LONGEST_SCRIPT)
    return `the script has more than ${LONGEST_SCRIPT} bytes, the most that a shell can be given`
  let open = 0
  for (const [mark] of script.matchAll(/[()]/g)) {
    open = mark === '(' ? open + 1 : Math.max(0, open - 1)
    if (open > MOST_OPEN) return 'the script nests too deep'
  }
  return script.split('<<', MOST_OPEN + 2).length > MOST_OPEN + 1
    ? 'the script has too many heredocs'
    : undefined
}

const KNOWN_PARTS = new Set(['Literal', 'SingleQuoted', 'AnsiCQuoted', 'Glob', 'ExtendedGlob'])

function isKnown(part: WordPart): boolean {
  if (part.type === 'DoubleQuoted') return part.parts.every(inner => inner.type === 'Literal')
  return KNOWN_PARTS.has(part.type)
}

const tables = new WeakMap<DockerfileDocument, Lines>()

function linesOf(document: DockerfileDocument): Lines {
  const known = tables.get(document)
  if (known !== undefined) return known
  const lines = new Lines(document.text)
  tables.set(document, lines)
  return lines
}
