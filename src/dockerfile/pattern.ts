/** One place of a pattern of `${x#…}`: a literal character, `?` (any but a newline) or `*` (any run without a newline). */
type Atom =
  | { readonly kind: 'one' }
  | { readonly kind: 'many' }
  | { readonly kind: 'char'; readonly char: string }

export type Pattern = readonly Atom[]

/**
 * Reads a pattern as BuildKit does: `*`, `?` and backslash escapes of `* ? \ } /`; no bracket expressions.
 * Answers the fault's text where another character is escaped.
 */
export function parsePattern(source: string): Pattern | string {
  const atoms: Atom[] = []
  const chars = Array.from(source)
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at] ?? ''
    if (char === '*') atoms.push({ kind: 'many' })
    else if (char === '?') atoms.push({ kind: 'one' })
    else if (char !== '\\') atoms.push({ kind: 'char', char })
    else {
      const next = chars[at + 1] ?? ''
      if (next === '}' || next === '/') continue
      if (next !== '*' && next !== '?' && next !== '\\') return `invalid escape '\\${next}'`
      atoms.push({ kind: 'char', char: next })
      at++
    }
  }
  return atoms
}

/**
 * The end of the match that begins at `from`: the shortest or the longest one; undefined where there is none.
 * Every state is followed at once, so the time is at most characters × atoms.
 */
function matchEnd(
  pattern: Pattern,
  chars: readonly string[],
  from: number,
  longest: boolean,
): number | undefined {
  let states = closure(pattern, new Set([0]))
  let found: number | undefined
  for (let at = from; states.size > 0; at++) {
    if (states.has(pattern.length)) {
      if (!longest) return at
      found = at
    }
    if (at >= chars.length) break
    states = closure(pattern, step(pattern, states, chars[at] ?? ''))
  }
  return found
}

/** The value without the match of the pattern at its start. */
export function trimPrefix(pattern: Pattern, value: string, longest: boolean): string {
  const chars = Array.from(value)
  const end = matchEnd(pattern, chars, 0, longest)
  return end === undefined ? value : chars.slice(end).join('')
}

/** The value, given backwards, without the match of a reversed pattern at its start; forwards again. */
export function trimSuffix(reversed: Pattern, value: string, longest: boolean): string {
  const chars = Array.from(value).reverse()
  const end = matchEnd(reversed, chars, 0, longest)
  return end === undefined ? value : chars.slice(end).reverse().join('')
}

/**
 * A pattern written backwards, each escape staying before its character. A lone escape at the end comes to the front and
 * escapes what follows there: so does BuildKit's.
 */
export function reversePattern(source: string): string {
  const parts: string[] = []
  const chars = Array.from(source)
  for (let at = 0; at < chars.length; at++) {
    const next = chars[at] === '\\' ? chars[++at] : undefined
    parts.push(next === undefined ? (chars[at] ?? '\\') : `\\${next}`)
  }
  return parts.reverse().join('')
}

/** The value with the first or every leftmost-longest match replaced. An empty match right after a match is none (Go's rule). */
export function replaceMatches(
  pattern: Pattern,
  value: string,
  all: boolean,
  replacement: (match: string) => string,
): string {
  const chars = Array.from(value)
  const out: string[] = []
  let lastEnd = -1
  for (let at = 0; at <= chars.length; ) {
    const end = matchEnd(pattern, chars, at, true)
    const matched = end !== undefined && !(end === at && at === lastEnd)
    if (matched) {
      out.push(replacement(chars.slice(at, end).join('')))
      lastEnd = end
      if (!all) {
        out.push(chars.slice(end).join(''))
        break
      }
    }
    if (matched && end > at) {
      at = end
      continue
    }
    out.push(chars[at] ?? '')
    at++
  }
  return out.join('')
}

/** A `*` keeps a search alive from every place to the end: refused where that is more than a second's work. */
export function isTooSlow(pattern: Pattern, value: string): boolean {
  return pattern.some(({ kind }) => kind === 'many') && value.length ** 2 * pattern.length > 20_000_000
}

function step(pattern: Pattern, states: ReadonlySet<number>, char: string): Set<number> {
  const next = new Set<number>()
  for (const state of states) {
    const atom = pattern[state]
    if (atom === undefined) continue
    if (atom.kind === 'char') {
      if (atom.char === char) next.add(state + 1)
    } else if (char !== '\n') next.add(atom.kind === 'one' ? state + 1 : state)
  }
  return next
}

/** `*` may match nothing, so its next place is reached as well. Sets grow while they are walked; that is intended. */
function closure(pattern: Pattern, states: Set<number>): Set<number> {
  for (const state of states) if (pattern[state]?.kind === 'many') states.add(state + 1)
  return states
}
