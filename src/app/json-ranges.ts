import type { Range } from '../dockerfile/source.ts'
import { rangeOf } from './positions.ts'

/** A JSON value with the place where it stands, and for a member the place from its key on. */
export type JsonNode =
  | { readonly kind: 'object'; readonly range: Range; readonly members: ReadonlyMap<string, JsonNode> }
  | { readonly kind: 'array'; readonly range: Range; readonly items: readonly JsonNode[] }
  | { readonly kind: 'scalar'; readonly range: Range; readonly value: string | number | boolean | null }

const maxDepth = 200
const token = /[\s]*(?:(["])((?:[^"\\]|\\.)*)"|([{}[\]:,])|([^\s{}[\]:,"]+))/y

interface Token {
  readonly text: string
  readonly isString: boolean
  readonly start: number
  readonly end: number
}

/** Reads JSON with the place of every value; undefined where it is no JSON. Ranges of members begin at the key. */
export function parseJsonWithRanges(text: string): JsonNode | undefined {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  const tokens = tokenize(text)
  let at = 0
  const next = (): Token =>
    tokens[at++] ?? { text: '', isString: false, start: text.length, end: text.length }
  const peek = () => tokens[at]?.text

  const readValue = (from: number | undefined, depth: number): JsonNode => {
    const first = next()
    const start = from ?? first.start
    const structural = !first.isString
    if (depth > maxDepth) return scalar(null, start, first.end)
    if (structural && first.text === '{') return readObject(start, depth)
    if (structural && first.text === '[') return readArray(start, depth)
    return scalar(valueOf(first), start, first.end)
  }
  const readObject = (start: number, depth: number): JsonNode => {
    const members = new Map<string, JsonNode>()
    while (at < tokens.length && peek() !== '}') {
      const key = next()
      next()
      members.set(String(valueOf(key)), readValue(key.start, depth + 1))
      if (peek() === ',') next()
    }
    return { kind: 'object', range: rangeOf(text, start, next().end), members }
  }
  const readArray = (start: number, depth: number): JsonNode => {
    const items: JsonNode[] = []
    while (at < tokens.length && peek() !== ']') {
      items.push(readValue(undefined, depth + 1))
      if (peek() === ',') next()
    }
    return { kind: 'array', range: rangeOf(text, start, next().end), items }
  }
  const scalar = (value: string | number | boolean | null, start: number, end: number): JsonNode => ({
    kind: 'scalar',
    value,
    range: rangeOf(text, start, end),
  })
  return readValue(undefined, 0)
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  token.lastIndex = 0
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const isString = match[1] !== undefined
    const written = isString ? `"${match[2]}"` : (match[3] ?? match[4] ?? '')
    tokens.push({ text: written, isString, start: token.lastIndex - written.length, end: token.lastIndex })
  }
  return tokens
}

function valueOf(read: Token): string | number | boolean | null {
  try {
    const value: unknown = JSON.parse(read.text)
    const simple = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return simple ? value : null
  } catch {
    return null
  }
}
