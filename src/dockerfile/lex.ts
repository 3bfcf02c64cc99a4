import { isDigit, isSpace } from './chars.ts'
import { isTooSlow, parsePattern, replaceMatches, reversePattern, trimPrefix, trimSuffix } from './pattern.ts'

export type Lookup = (name: string) => string | undefined

export interface LexOptions {
  readonly escape: string
  /** Keep the quotes in the result. */
  readonly rawQuotes?: boolean
  /** Keep the escapes in the result. */
  readonly rawEscapes?: boolean
  /** Leave a variable without a value as it is written. */
  readonly keepUnset?: boolean
}

export interface Lexed {
  readonly value: string
  /** The value split by spaces that were not quoted. */
  readonly words: readonly string[]
  readonly matched: ReadonlySet<string>
  readonly unmatched: ReadonlySet<string>
  /** Those of `unmatched` whose absence left a hole in the value: no default stood in. */
  readonly missing: ReadonlySet<string>
}

/** Why a word cannot be lexed. */
export interface LexFault {
  readonly fault: string
}

/** Where `process` stands while a `${…}` inside it is read. */
interface Frame {
  readonly stop: string
  readonly rawEscapes: boolean
  /** What to do with the text of this frame once `stop` is met; undefined for the whole word. */
  readonly expansion: Expansion | undefined
  result: string
  inWord: boolean
  readonly words: string[]
  /** The text since an open double quote; undefined outside of one. */
  quoted: string | undefined
}

interface Expansion {
  readonly name: string
  readonly operator: string
  readonly colon: boolean
  /** The pattern of `${x/pattern/replacement}`, once it was read. */
  readonly pattern?: string
  readonly all?: boolean
}

/**
 * Lexes a word as BuildKit's own `shell.Lex` does, its quirks included: `"` and `'`, the escape token, `$x`, `${x…}`,
 * and `<<` that takes the blanks after it. Nesting is kept on a list, not on the call stack, so any depth is read.
 */
export function lex(source: string, lookup: Lookup, options: LexOptions): Lexed | LexFault {
  return new Lexer(source, lookup, options).run()
}

class Lexer {
  readonly #source: string
  readonly #lookup: Lookup
  readonly #options: LexOptions
  readonly #matched = new Set<string>()
  readonly #unmatched = new Set<string>()
  readonly #missing = new Set<string>()
  readonly #frames: Frame[] = []
  /**
   * The word that is being read. BuildKit shares it with the words inside of `${x:-y}`, so that what stood before such an
   * expansion is lost from `words`. Kept, since heredocs depend on it; the words inside are used by nothing.
   */
  #buffer = ''
  #at: number
  #frame: Frame
  /** How much text expansions have put in. */
  #delivered = 0

  constructor(source: string, lookup: Lookup, options: LexOptions) {
    this.#source = source
    this.#lookup = lookup
    this.#options = options
    // Go's text/scanner skips a byte order mark.
    this.#at = source.charCodeAt(0) === 0xfeff ? 1 : 0
    this.#frame = newFrame('', options.rawEscapes ?? false, undefined)
  }

  run(): Lexed | LexFault {
    while (this.#at < this.#source.length) {
      const fault = this.#frame.quoted === undefined ? this.#readPlain() : this.#readQuoted()
      if (fault !== undefined) return { fault }
      if (this.#delivered > LONGEST_VALUE) return { fault: 'the value is too long' }
    }
    if (this.#frame.quoted !== undefined)
      return { fault: this.#frames.length > 0 ? "missing '}'" : 'unclosed double quote' }
    if (this.#frames.length > 0) return { fault: "missing '}'" }
    this.#flushWord(this.#frame)
    const { result, words } = this.#frame
    return {
      value: result,
      words,
      matched: this.#matched,
      unmatched: this.#unmatched,
      missing: this.#missing,
    }
  }

  #readPlain(): string | undefined {
    const frame = this.#frame
    const char = this.#source.charAt(this.#at)
    if (char === frame.stop) {
      this.#at++
      return this.#close(frame)
    }
    if (char === '$') return this.#readDollar()
    if (char === '<') {
      this.#addRaw(this.#readPossibleHeredoc())
      return undefined
    }
    if (char === "'") return this.#readSingleQuoted()
    if (char === '"') {
      frame.quoted = this.#rawQuote(char)
      this.#at++
      return undefined
    }
    if (char === this.#options.escape) {
      this.#at++
      this.#readEscaped(frame, char)
    } else if (isSpace(char.charCodeAt(0))) {
      this.#at++
      frame.result += char
      if (frame.expansion === undefined) this.#endWord(frame)
    } else this.#addRaw(this.#readRun(frame.stop))
    return undefined
  }

  /** Ordinary characters up to the next one that means something: read at once, since a line may be long. */
  #readRun(stop: string): string {
    const from = this.#at
    const stopCode = stop.charCodeAt(0)
    for (this.#at++; this.#at < this.#source.length; this.#at++) {
      const code = this.#source.charCodeAt(this.#at)
      if (code === stopCode || isSpecial(code) || isSpace(code)) break
    }
    return this.#source.slice(from, this.#at)
  }

  #readEscaped(frame: Frame, escape: string): void {
    if (frame.rawEscapes) this.#addRaw(escape)
    if (this.#at >= this.#source.length) return
    this.#addRaw(this.#source.charAt(this.#at++))
  }

  #readSingleQuoted(): string | undefined {
    const end = this.#source.indexOf("'", this.#at + 1)
    if (end < 0) return this.#frames.length > 0 ? "missing '}'" : 'unclosed single quote'
    const inner = this.#source.slice(this.#at + 1, end)
    const quote = this.#rawQuote("'")
    this.#at = end + 1
    this.#addRaw(quote + inner + quote)
    return undefined
  }

  #readQuoted(): string | undefined {
    const frame = this.#frame
    const char = this.#source.charAt(this.#at)
    if (char === '"') {
      this.#at++
      const text = (frame.quoted ?? '') + this.#rawQuote(char)
      frame.quoted = undefined
      this.#addRaw(text)
      return undefined
    }
    if (char === '$') return this.#readDollar()
    this.#at++
    let text = char
    if (char === this.#options.escape) {
      const next = this.#source.charAt(this.#at)
      const escapes = next === '"' || next === '$' || next === this.#options.escape
      const kept = frame.rawEscapes ? char : ''
      if (next === '') text = kept
      else if (escapes) {
        text = kept + next
        this.#at++
      } else text = kept + char
    }
    frame.quoted = (frame.quoted ?? '') + text
    return undefined
  }

  #readPossibleHeredoc(): string {
    const from = this.#at++
    if (this.#source.charAt(this.#at) !== '<') return '<'
    this.#at++
    while (isHeredocBlank(this.#source.charCodeAt(this.#at))) this.#at++
    return this.#source.slice(from, this.#at)
  }

  #readDollar(): string | undefined {
    this.#at++
    if (this.#source.charAt(this.#at) !== '{') {
      const name = this.#readName()
      if (name === '') this.#deliver('$')
      else this.#deliver(this.#valueOr(name, `$${name}`))
      return undefined
    }
    this.#at++
    const first = this.#source.charAt(this.#at)
    if (first === '') return "missing '}'"
    if (first === '{' || first === '}' || first === ':') return 'bad substitution'
    const name = this.#readName()
    const char = this.#source.charAt(this.#at++)
    if (char === '}') {
      this.#deliver(this.#valueOr(name, `\${${name}}`))
      return undefined
    }
    return this.#openExpansion(name, char)
  }

  #openExpansion(name: string, char: string): string | undefined {
    if (char === '/') {
      const all = this.#source.charAt(this.#at) === '/'
      if (all) this.#at++
      this.#push('/', true, { name, operator: '/', colon: false, all })
      return undefined
    }
    const colon = char === ':'
    const operator = colon ? this.#source.charAt(this.#at++) : char
    const trims = operator === '#' || operator === '%'
    if (colon && trims) return `unsupported modifier (:${operator}) in substitution`
    if (!colon && !'+-?#%'.includes(char)) return `unsupported modifier (${char}) in substitution`
    this.#push('}', trims, { name, operator, colon })
    return undefined
  }

  #push(stop: string, rawEscapes: boolean, expansion: Expansion): void {
    this.#frames.push(this.#frame)
    this.#frame = newFrame(stop, rawEscapes, expansion)
    this.#buffer = ''
  }

  #close(frame: Frame): string | undefined {
    this.#frame = this.#frames.pop() ?? frame
    const { expansion, result } = frame
    if (expansion === undefined) return undefined
    if (expansion.operator === '/' && expansion.pattern === undefined) {
      this.#push('}', true, { ...expansion, pattern: result })
      return undefined
    }
    const answer = this.#expand(expansion, result)
    if (typeof answer !== 'string') return answer.fault
    this.#deliver(answer)
    return undefined
  }

  #expand(expansion: Expansion, word: string): string | LexFault {
    const { name, operator, colon } = expansion
    const value = this.#get(name)
    if (value === undefined && (this.#options.keepUnset ?? false)) return writtenAs(expansion, word)
    const empty = value === undefined || (colon && value === '')
    if (value === undefined && '#%/'.includes(operator)) this.#missing.add(name)
    switch (operator) {
      case '-':
        return empty ? word : value
      case '+':
        return empty ? '' : word
      case '?':
        return empty ? { fault: `${name}: ${word || 'is not allowed to be unset or empty'}` } : value
      case '#':
      case '%':
        return trim(operator, word, value ?? '')
      case '/':
        return replace(expansion, word, value ?? '')
      default:
        return { fault: `unsupported modifier (${colon ? ':' : ''}${operator}) in substitution` }
    }
  }

  #readName(): string {
    const from = this.#at
    const first = this.#source.codePointAt(from)
    if (first === undefined) return ''
    if (isNameDigit(first)) {
      while (isNameDigit(this.#source.codePointAt(this.#at) ?? 0)) this.#at += width(this.#source, this.#at)
      return this.#source.slice(from, this.#at)
    }
    if (SPECIAL.includes(String.fromCodePoint(first))) {
      this.#at++
      return this.#source.charAt(from)
    }
    while (isNamePart(this.#source.codePointAt(this.#at) ?? 0)) this.#at += width(this.#source, this.#at)
    return this.#source.slice(from, this.#at)
  }

  #get(name: string): string | undefined {
    const value = this.#lookup(name)
    ;(value === undefined ? this.#unmatched : this.#matched).add(name)
    return value
  }

  #valueOr(name: string, written: string): string {
    const value = this.#get(name)
    if (value !== undefined) return value
    this.#missing.add(name)
    return (this.#options.keepUnset ?? false) ? written : ''
  }

  #rawQuote(quote: string): string {
    return (this.#options.rawQuotes ?? false) ? quote : ''
  }

  /** The text of an expansion; its spaces split words, unless it stands in double quotes. */
  #deliver(text: string): void {
    const frame = this.#frame
    if (this.#frames.length === 0) this.#delivered += text.length
    if (this.#delivered > LONGEST_VALUE) return
    if (frame.quoted !== undefined) {
      frame.quoted += text
      return
    }
    frame.result += text
    if (frame.expansion !== undefined) return
    for (const part of text.split(SPACES)) {
      if (part === '') continue
      if (isSpace(part.charCodeAt(0))) this.#endWord(frame)
      else {
        this.#buffer += part
        frame.inWord = true
      }
    }
  }

  #addRaw(text: string): void {
    const frame = this.#frame
    frame.result += text
    if (frame.expansion !== undefined) return
    this.#buffer += text
    frame.inWord = true
  }

  #endWord(frame: Frame): void {
    if (!frame.inWord || this.#buffer === '') return
    frame.words.push(this.#buffer)
    this.#buffer = ''
    frame.inWord = false
  }

  #flushWord(frame: Frame): void {
    if (this.#buffer === '') return
    frame.words.push(this.#buffer)
    this.#buffer = ''
    frame.inWord = false
  }
}

/** Sixty lines of `ENV A=$A$A` would otherwise fill the memory. The kernel takes no longer strings (MAX_ARG_STRLEN is 131,072). */
const LONGEST_VALUE = 1 << 20

/** The special parameters of a shell, of which each is a whole name. Digits are read as a number. */
const SPECIAL = '@*#?-$!'

/** Runs of Go's spaces, kept by `split`. */
const SPACES = /([\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+)/

function newFrame(stop: string, rawEscapes: boolean, expansion: Expansion | undefined): Frame {
  return { stop, rawEscapes, expansion, result: '', inWord: false, words: [], quoted: undefined }
}

function writtenAs({ name, operator, colon, pattern }: Expansion, word: string): string {
  if (operator === '/') return `\${${name}/${pattern ?? ''}/${word}}`
  return `\${${name}${colon ? ':' : ''}${operator}${word}}`
}

function trim(operator: '#' | '%', word: string, value: string): string | LexFault {
  const longest = word.startsWith(operator)
  const source = longest ? word.slice(1) : word
  const pattern = parsePattern(operator === '%' ? reversePattern(source) : source)
  if (typeof pattern === 'string') return { fault: `invalid pattern (${word}) in substitution: ${pattern}` }
  return operator === '#' ? trimPrefix(pattern, value, longest) : trimSuffix(pattern, value, longest)
}

function replace(expansion: Expansion, replacement: string, value: string): string | LexFault {
  const source = expansion.pattern ?? ''
  const pattern = parsePattern(source)
  if (typeof pattern === 'string') return { fault: `invalid pattern (${source}) in substitution: ${pattern}` }
  if (isTooSlow(pattern, value)) return { fault: 'the value is too long to be searched' }
  const all = expansion.all ?? false
  return replaceMatches(pattern, value, all, match => (all ? goTemplate(replacement, match) : replacement))
}

/** `ReplaceAllString` of Go reads `$0`, `${0}` and `$$` in the replacement; every other group is empty here. */
function goTemplate(replacement: string, match: string): string {
  if (!replacement.includes('$')) return replacement
  return replacement.replace(/\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu, (_, bare, braced) => {
    if (bare === undefined && braced === undefined) return '$'
    return (bare ?? braced) === '0' ? match : ''
  })
}

/** `$ < ' " \` and the backtick: what may begin something else than an ordinary character. */
function isSpecial(code: number): boolean {
  return code === 0x24 || code === 0x3c || code === 0x27 || code === 0x22 || code === 0x5c || code === 0x60
}

function isHeredocBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d
}

function width(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

function isNameDigit(code: number): boolean {
  return code < 0x80 ? isDigit(code) : /^\p{Nd}$/u.test(String.fromCodePoint(code))
}

function isNamePart(code: number): boolean {
  if (code < 0x80) {
    return code === 0x5f || isDigit(code) || (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
  }
  return /^[\p{L}\p{Nd}]$/u.test(String.fromCodePoint(code))
}
