import { Lines } from '../../dockerfile/lines.ts'

/** The part of HCL that can be read without evaluating it. Lines count from 1. */
export type HclValue =
  /** A string with values put into it. */
  | { readonly kind: 'template'; readonly parts: readonly HclPart[]; readonly place?: HclPlace }
  | { readonly kind: 'scalar'; readonly text: string }
  /** `NAME`, or `name.member`. */
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly HclValue[] }
  | { readonly kind: 'object'; readonly entries: ReadonlyMap<string, HclValue> }
  /** A call, a condition, an operator: `text` is how it is written. */
  | { readonly kind: 'unknown'; readonly text: string }

export type HclPart = { readonly literal: string } | { readonly value: HclValue }

/** Where a heredoc's first line stands, and what of each line's beginning is left out. */
export interface HclPlace {
  readonly line: number
  readonly indent: number
}

export interface HclBlock {
  readonly type: string
  readonly labels: readonly string[]
  readonly line: number
  readonly attributes: ReadonlyMap<string, HclValue>
}

/**
 * The top-level blocks of an HCL file: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md. No library for it
 * is both small and kept up. What is not read is `unknown`, never guessed; undefined where the file is no HCL.
 */
export function readHcl(text: string): readonly HclBlock[] | undefined {
  try {
    return new HclReader(text).blocks()
  } catch (error) {
    if (error instanceof HclError) return undefined
    throw error
  }
}

/** A string with `${…}` in it, as in HCL and in its JSON form. */
export function readTemplate(text: string): HclValue {
  const parts: HclPart[] = []
  let literal = ''
  for (let at = 0; at < text.length; ) {
    const marked = text.slice(at, at + 2)
    if (text.startsWith('$${', at) || text.startsWith('%%{', at)) {
      literal += text.slice(at + 1, at + 3)
      at += 3
    } else if (marked === '${' || marked === '%{') {
      const end = closingBrace(text, at + 1)
      const inner = text.slice(at + 2, end).trim()
      parts.push({ literal })
      literal = ''
      parts.push({ value: marked === '${' ? nameOrUnknown(inner) : { kind: 'unknown', text: inner } })
      at = end + 1
    } else {
      literal += text[at] ?? ''
      at++
    }
  }
  parts.push({ literal })
  return { kind: 'template', parts }
}

function nameOrUnknown(text: string): HclValue {
  return /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*$/.test(text)
    ? { kind: 'variable', name: text }
    : { kind: 'unknown', text }
}

/** Blocks, lists and strings nest a little; a file that nests deeper is no Bake file. */
const DEEPEST = 50

/** The end of the text where it is not closed. */
function closingBrace(text: string, open: number, nested = 0): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '"') at = closingQuote(text, at, nested + 1)
    else if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return text.length
}

/** A string inside `${…}` has quotes of its own, and may hold `${…}` again. The end of the text where it is not closed. */
function closingQuote(text: string, open: number, nested = 0): number {
  if (nested > DEEPEST) return text.length
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
    else if (/[$%]/.test(text[at] ?? '') && text[at + 1] === '{') at = closingBrace(text, at + 1, nested)
  }
  return text.length
}

class HclError extends Error {}

class HclReader {
  readonly #text: string
  readonly #lines: Lines
  #at = 0

  constructor(text: string) {
    this.#text = text.replace(/^\uFEFF/, '')
    this.#lines = new Lines(this.#text)
  }

  blocks(): readonly HclBlock[] {
    const blocks: HclBlock[] = []
    for (this.#skip(); this.#at < this.#text.length; this.#skip()) {
      const item = this.#item(0)
      if (item.kind === 'block') blocks.push(item.block)
    }
    return blocks
  }

  #item(depth: number) {
    if (depth > DEEPEST) throw new HclError('nests too deep')
    const { line } = this.#lines.position(this.#at)
    const name = this.#key()
    this.#skip()
    if (this.#text[this.#at] === '=') {
      this.#at++
      return { kind: 'attribute' as const, name, value: this.#value(depth) }
    }
    const labels: string[] = []
    while (this.#at < this.#text.length && this.#text[this.#at] !== '{') {
      labels.push(this.#key())
      this.#skip()
    }
    this.#expect('{')
    const attributes = new Map<string, HclValue>()
    for (this.#skip(); this.#text[this.#at] !== '}'; this.#skip()) {
      if (this.#at >= this.#text.length) throw new HclError('a block is not closed')
      const item = this.#item(depth + 1)
      if (item.kind === 'attribute') attributes.set(item.name, item.value)
    }
    this.#at++
    return { kind: 'block' as const, block: { type: name, labels, line, attributes } }
  }

  /** A name, or one in quotes. */
  #key(): string {
    const [name] = this.#match(/[A-Za-z_][\w-]*/y) ?? []
    if (name !== undefined) return name
    const quoted = this.#string()
    if (quoted === undefined) throw new HclError(`no name at ${this.#at}`)
    return quoted
  }

  #value(depth: number): HclValue {
    if (depth > DEEPEST) throw new HclError('nests too deep')
    this.#skip()
    const start = this.#at
    const value = this.#primary(depth)
    this.#spaces()
    if (value !== undefined && /[\n\r,}\])]|^$/.test(this.#text[this.#at] ?? '')) return value
    this.#at = start
    this.#skipExpression()
    return { kind: 'unknown', text: this.#text.slice(start, this.#at).trim() }
  }

  #primary(depth: number): HclValue | undefined {
    const character = this.#text[this.#at]
    if (character === '[') return this.#list(depth)
    if (character === '{') return this.#object(depth)
    if (character === '"') {
      const text = this.#string()
      return text === undefined ? undefined : readTemplate(text)
    }
    const heredoc = this.#match(/<<(-?)(\w+)[ \t]*\r?\n/y)
    if (heredoc !== undefined) return this.#heredoc(heredoc[1] === '-', heredoc[2] ?? '')
    const [number] = this.#match(/-?\d+(?:\.\d+)?/y) ?? []
    if (number !== undefined) return { kind: 'scalar', text: number }
    const [name] = this.#match(/[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*/y) ?? []
    if (name === undefined) return undefined
    if (name === 'null') return { kind: 'list', items: [] }
    return name === 'true' || name === 'false' ? { kind: 'scalar', text: name } : { kind: 'variable', name }
  }

  #list(depth: number): HclValue | undefined {
    this.#expect('[')
    const items: HclValue[] = []
    for (this.#skip(); this.#text[this.#at] !== ']'; this.#skip()) {
      if (this.#at >= this.#text.length || this.#match(/for\b/y) !== undefined) return undefined
      items.push(this.#value(depth + 1))
      this.#skip()
      if (this.#text[this.#at] === ',') this.#at++
      else if (this.#text[this.#at] !== ']') throw new HclError('a list is not closed')
    }
    this.#at++
    return { kind: 'list', items }
  }

  #object(depth: number): HclValue | undefined {
    this.#expect('{')
    const entries = new Map<string, HclValue>()
    for (this.#skip(); this.#text[this.#at] !== '}'; this.#skip()) {
      if (this.#at >= this.#text.length || this.#match(/for\b/y) !== undefined) return undefined
      // A key that is worked out is not read: nothing that matters here has one.
      if (this.#text[this.#at] === '(') return undefined
      const key = this.#key()
      this.#skip()
      if (this.#match(/[=:]/y) === undefined) throw new HclError('an object has a key without a value')
      entries.set(key, this.#value(depth + 1))
      this.#skip()
      if (this.#text[this.#at] === ',') this.#at++
    }
    this.#at++
    return { kind: 'object', entries }
  }

  /** A string in quotes, escapes taken off and `${…}` left in; undefined where there is none. */
  #string(): string | undefined {
    if (this.#text[this.#at] !== '"') return undefined
    const end = this.#stringEnd(this.#at)
    const text = this.#text.slice(this.#at + 1, end - 1)
    this.#at = end
    return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, letter: string) =>
      code === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
    )
  }

  /** Behind the closing quote. */
  #stringEnd(from: number): number {
    const end = closingQuote(this.#text, from)
    if (end >= this.#text.length) throw new HclError('a string is not closed')
    return end + 1
  }

  #heredoc(flush: boolean, word: string): HclValue {
    const first = this.#lines.position(this.#at).line
    const body: string[] = []
    for (;;) {
      if (this.#at >= this.#text.length) throw new HclError('a heredoc is not closed')
      const end = this.#text.indexOf('\n', this.#at)
      const line = this.#text.slice(this.#at, end < 0 ? undefined : end).replace(/\r$/, '')
      // The newline stays: it ends the attribute.
      this.#at = end < 0 ? this.#text.length : end
      if (line.trim() === word) break
      body.push(line)
      this.#at++
    }
    const widths = body.filter(line => line.trim() !== '').map(line => /^[ \t]*/.exec(line)?.[0].length ?? 0)
    const indent = flush && widths.length > 0 ? Math.min(...widths) : 0
    const value = readTemplate(body.map(line => `${line.slice(indent)}\n`).join(''))
    return value.kind === 'template' ? { ...value, place: { line: first, indent } } : value
  }

  /** What is left of an expression: to the end of the line, or of the list, outside of all brackets. */
  #skipExpression(): void {
    let depth = 0
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? ''
      if (character === '"') {
        this.#at = this.#stringEnd(this.#at)
        continue
      }
      if (depth === 0 && /[\n,}\])]/.test(character)) return
      if (/[([{]/.test(character)) depth++
      if (/[)\]}]/.test(character)) depth--
      this.#at++
    }
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text) ?? undefined
    if (found !== undefined) this.#at += found[0].length
    return found
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw new HclError(`no ${character} at ${this.#at}`)
    this.#at++
  }

  /** White space, newlines and comments. */
  #skip(): void {
    this.#match(/(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y)
  }

  /** Within the line. */
  #spaces(): void {
    this.#match(/(?:[ \t]|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y)
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
