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
  new RegExp(String.raw`${days}, \d{1,2}[ -]${months}[ -]\d{2,4} ${clock}(?: (?:GMT|UTC|[+-]\d{4}))?`, ''),
  // Wed Nov 25 2026 19:20:00 GMT+0000 (Coordinated Universal Time)
  new RegExp(String.raw`${days} ${months} \d{1,2} \d{4} ${clock} GMT[+-]\d{4}(?: \([A-Za-z ]+\))?`, ''),
  // Wed Nov 25 19:20:00 UTC 2026
  new RegExp(String.raw`${days} ${months} {1,2}\d{1,2} ${clock}(?: [A-Z]{3,4})? \d{4}`, ''),
  // 25/Nov/2026:19:20:00 +0000
  new RegExp(String.raw`\d{1,2}/${months}/\d{4}:${clock}(?: [+-]\d{4})?`, ''),
  // 2026/11/25 19:20:00
  new RegExp(String.raw`\d{4}/\d{2}/\d{2}[ T]${clock}`, ''),
  // 11/25/2026, 7:20:00 PM
  new RegExp(String.raw`\d{1,2}/\d{1,2}/\d{4},? ${clock}(?: ?[AP]M)?`, ''),
  // 25 Nov 2026 19:20:00, Nov 25, 2026 7:20:00 PM
  new RegExp(String.raw`\d{1,2} ${months} \d{4},? ${clock}`, ''),
  new RegExp(String.raw`${months} \d{1,2}, \d{4},? ${clock}(?:[ \u202f]?[AP]M)?`, ''),
  // Nov 25 19:20:00
  new RegExp(String.raw`${months} {1,2}\d{1,2} ${clock}`, ''),
  // 20261125T192000Z
  /\d{8}T\d{6}(?:Z|[+-]\d{4})?/,
  // 2026-11-25
  /\d{4}-\d{2}-\d{2}(?![\d-])/,
]

const rules: readonly (readonly [TokenKind, string])[] = [
  // Not within a word: `v2026-11-25` is a version.
  ['date', String.raw`(?<!\w)(?:${dateShapes.map(({ source }) => source).join('|')})`],
  ['time', String.raw`${clock}(?![\d:])`],
  ['uuid', '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9a-fA-F])'],
  ['address', String.raw`\d{1,3}(?:\.\d{1,3}){3}(?![\d.])`],
  ['pointer', String.raw`0[xX][0-9a-fA-F]+(?!\w)`],
  ['duration', String.raw`(?:\d+(?:\.\d+)?(?:ns|µs|μs|us|ms|s|m|h)){1,4}(?!\w)`],
  ['number', String.raw`\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\w)`],
  // Base64 and its like: long, and of every sort of character, so that a word is none. Looks ahead only so far, since
  // a text may be one run of megabytes.
  ['blob', String.raw`(?=[\w+/-]{0,64}\d)(?=[\w+/-]{0,64}[a-z])(?=[\w+/-]{0,64}[A-Z])[\w+/-]{16,}={0,2}`],
  ['word', String.raw`\w+`],
  ['space', String.raw`\s+`],
  ['mark', String.raw`[\s\S]`],
]

/** All rules in one, since a regular expression tries alternatives faster than we could. */
const anyToken = new RegExp(rules.map(([, rule]) => `(${rule})`).join('|'), 'g')

/** Cuts a text into tokens that together are the text again. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(anyToken)) tokens.push({ kind: kindOf(match), text: match[0] })
  return tokens
}

function kindOf(match: RegExpExecArray): TokenKind {
  for (const [at, [kind]] of rules.entries()) if (match[at + 1] !== undefined) return kind
  return 'mark'
}

/** What certainly changes from run to run, whatever it stands in. */
const volatile: ReadonlySet<TokenKind> = new Set(['date', 'time', 'uuid', 'pointer', 'duration'])

/** A line longer than this is a minified file; looking into it tells nothing of which line it is. */
const longestLine = 20_000

/** The text without dates, times, durations and unique ids: lines alike in this say the same thing of the same thing. */
export function withoutTimes(text: string): string {
  if (text.length > longestLine) return '⟨long line⟩'
  return tokenize(text)
    .map(({ kind, text }) => (volatile.has(kind) ? `⟨${kind}⟩` : text))
    .join('')
}

/** The text with every value that could be noise replaced by its kind: lines with one skeleton say the same thing. */
export function skeleton(text: string): string {
  if (text.length > longestLine) return '⟨long line⟩'
  return tokenize(text).map(skeletonOf).join('')
}

function skeletonOf({ kind, text }: Token): string {
  if (kind === 'space' || kind === 'mark') return text
  // Words with digits in them are ids as often as not; words of letters alone are what the line says.
  if (kind === 'word') return /\d/.test(text) ? '⟨id⟩' : text
  return `⟨${kind}⟩`
}
