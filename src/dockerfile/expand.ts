import { type LexOptions, type Lookup, lex } from './lex.ts'

/**
 * What a word means. `unknown` names the variables that had no value; BuildKit puts nothing in their place, and so does
 * `value`. Whether that is right is for the caller to say: a base image may define them. `missing` are those of them
 * that left a hole, no default standing in.
 */
export type Expanded =
  | {
      readonly kind: 'value'
      readonly value: string
      readonly unknown: readonly string[]
      readonly missing: readonly string[]
    }
  /** The word cannot be expanded: bad syntax, or `${x:?message}` without x. */
  | { readonly kind: 'error'; readonly message: string }

/**
 * Expands the variables of a word as BuildKit does: `$x ${x} ${x:-y} ${x:+y} ${x:?y}`, the same without the colon,
 * `${x#p} ${x##p} ${x%p} ${x%%p} ${x/p/r} ${x//p/r}`; quotes and escapes are taken off.
 */
export function expandWord(word: string, lookup: Lookup, escape: '\\' | '`' = '\\'): Expanded {
  return expand(word, lookup, { escape })
}

function expand(word: string, lookup: Lookup, options: LexOptions): Expanded {
  if (isPlain(word)) return { kind: 'value', value: word, unknown: [], missing: [] }
  const lexed = lex(word, lookup, options)
  if ('fault' in lexed) return { kind: 'error', message: lexed.fault }
  return {
    kind: 'value',
    value: lexed.value,
    unknown: [...lexed.unmatched],
    missing: [...lexed.missing],
  }
}

/** Most words hold nothing to expand. */
function isPlain(word: string): boolean {
  return !/[$'"\\`\uFEFF]/.test(word)
}
