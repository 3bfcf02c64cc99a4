/** A word of a text as the mask sees it: the smallest stretch that can be noise as a whole. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
}

export type TokenKind =
  | 'date'
  | 'time'
  | 'uuid'
  | 'address'
  | 'pointer'
  | 'duration'
  | 'number'
  | 'blob'
  | 'word'
  | 'space'
  | 'mark'

const days = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*'
const months = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*'
const clock = String.raw`\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?`

/**
 * The ways in which dates are written, each with its own shape: a date of one shape never stands for one of another.
 * Longest first, since the first that fits is taken.
 */
export const dateShapes: readonly RegExp[] = [
  // 2026-11-25T19:20:00.123Z, 2026-11-25 19:20:00,123 +0100
  new RegExp(
    String.raw`\d{4}-\d{2}-\d{2}[T ]${clock}(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?(?:\[[\w/+-]+\])?`,
    'y',
  ),
  // Wed, 25 Nov 2026 19:20:00 GMT
  new RegExp(String.raw`${days}, \d{1,2}[ -]${months}[ -]\d{2,4} ${clock}(?: (?:GMT|UTC|[+-]\d{4}))?`, 'y'),
  // Wed Nov 25 2026 19:20:00 GMT+0000 (Coordinated Universal Time)
  new RegExp(String.raw`${days} ${months} \d{1,2} \d{4} ${clock} GMT[+-]\d{4}(?: \([A-Za-z ]+\))?`, 'y'),
  // Wed Nov 25 19:20:00 UTC 2026
  new RegExp(String.raw`${days} ${months} {1,2}\d{1,2} ${clock}(?: [A-Z]{3,4})? \d{4}`, 'y'),
  // 25/Nov/2026:19:20:00 +0000
  new RegExp(String.raw`\d{1,2}/${months}/\d{4}:${clock}(?: [+-]\d{4})?`, 'y'),
  // 2026/11/25 19:20:00
  new RegExp(String.raw`\d{4}/\d{2}/\d{2}[ T]${clock}`, 'y'),
  // 11/25/2026, 7:20:00 PM
  new RegExp(String.raw`\d{1,2}/\d{1,2}/\d{4},? ${clock}(?: ?[AP]M)?`, 'y'),
  // 25 Nov 2026 19:20:00, Nov 25, 2026 7:20:00 PM
  new RegExp(String.raw`\d{1,2} ${months} \d{4},? ${clock}`, 'y'),
  new RegExp(String.raw`${months} \d{1,2}, \d{4},? ${clock}(?:[ \u202f]?[AP]M)?`, 'y'),
  // Nov 25 19:20:00
  new RegExp(String.raw`${months} {1,2}\d{1,2} ${clock}`, 'y'),
  // 20261125T192000Z
  /\d{8}T\d{6}(?:Z|[+-]\d{4})?/y,
  // 2026-11-25
  /\d{4}-\d{2}-\d{2}(?![\d-])/y,
]

const rules: readonly (readonly [TokenKind, RegExp])[] = [
  ['time', new RegExp(String.raw`${clock}(?![\d:])`, 'y')],
  ['uuid', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/iy],
  ['address', /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])/y],
  ['pointer', /0x[0-9a-f]+(?!\w)/iy],
  ['duration', /(?:\d+(?:\.\d+)?(?:ns|µs|μs|us|ms|s|m|h)){1,4}(?!\w)/y],
  ['number', /\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w])/iy],
  // Base64 and its like: long, and of every sort of character, so that a path or a word is none.
  ['blob', /(?=[\w+/-]*\d)(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])[\w+/-]{16,}={0,2}/y],
  ['word', /\w+/y],
  ['space', /\s+/y],
]

/** Cuts a text into tokens that together are the text again. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const token = tokenAt(text, at)
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

function tokenAt(text: string, at: number): Token {
  const inWord = at > 0 && /\w/.test(text[at - 1] ?? '') && /\w/.test(text[at] ?? '')
  if (!inWord) {
    const date = firstMatch(dateShapes, text, at)
    if (date !== undefined) return { kind: 'date', text: date }
  }
  for (const [kind, rule] of rules) {
    const match = matchAt(rule, text, at)
    if (match !== undefined) return { kind, text: match }
  }
  return { kind: 'mark', text: text[at] ?? '' }
}

function firstMatch(shapes: readonly RegExp[], text: string, at: number): string | undefined {
  for (const shape of shapes) {
    const match = matchAt(shape, text, at)
    if (match !== undefined) return match
  }
  return undefined
}

function matchAt(rule: RegExp, text: string, at: number): string | undefined {
  rule.lastIndex = at
  return rule.exec(text)?.[0]
}

/** The text with every value that could be noise replaced by its kind: lines with one skeleton say the same thing. */
export function skeleton(text: string): string {
  return tokenize(text)
    .map(token =>
      token.kind === 'mark' || token.kind === 'word' ? wordSkeleton(token.text) : skeletonOf(token),
    )
    .join('')
}

function skeletonOf({ kind, text }: Token): string {
  return kind === 'space' ? text : `⟨${kind}⟩`
}

/** Words with digits in them are ids as often as not; words of letters alone are what the line says. */
function wordSkeleton(word: string): string {
  return /\d/.test(word) ? '⟨id⟩' : word
}
