import { isSpace } from './chars.ts'
import type { Piece } from './words.ts'

/** How arguments that may be a JSON array read: as strings, as a valid array with something else in it, or not as JSON. */
export type JsonForm = readonly string[] | 'not-strings' | undefined

const NONE: readonly string[] = []

/** Reads `[from, to)` of a line as the exec form. Anything that is not valid JSON is the shell form, as in BuildKit. */
export function readJsonForm(line: string, from: number, to: number): JsonForm {
  let at = from
  while (at < to && isSpace(line.charCodeAt(at))) at++
  if (line.charCodeAt(at) !== 0x5b || !mayBeArray(line, at + 1, to)) return undefined
  const value = parse(line.slice(at, to))
  if (!Array.isArray(value)) return undefined
  if (value.length === 0) return NONE
  if (!value.every(item => typeof item === 'string')) return overflows(value) ? undefined : 'not-strings'
  // Go replaces a lone surrogate by U+FFFD.
  return value.map(item => item.toWellFormed())
}

/** Where each string of a valid array stands, quotes included. */
export function jsonPieces(line: string, from: number, values: readonly string[]): Piece[] {
  let at = from
  return values.map(value => {
    const start = line.indexOf('"', at)
    at = start + 1
    while (line.charCodeAt(at) !== 0x22) at += line.charCodeAt(at) === 0x5c ? 2 : 1
    return { value, from: start, to: ++at }
  })
}

/** A cheap look ahead, since `RUN [ -f x ] && …` is common and a failed JSON.parse is slow. */
function mayBeArray(line: string, from: number, to: number): boolean {
  let at = from
  while (at < to && /[\t\n\r ]/.test(line.charAt(at))) at++
  let end = to
  while (end > at && /[\t\n\r ]/.test(line.charAt(end - 1))) end--
  return end > at && line.charCodeAt(end - 1) === 0x5d && /["\]{[\d\-tfn]/.test(line.charAt(at))
}

function parse(text: string): unknown {
  if (nestsTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Go reads at most 10,000 levels. */
function nestsTooDeep(text: string): boolean {
  if (text.length <= 10_000) return false
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (quoted) {
      if (code === 0x5c) at++
      else if (code === 0x22) quoted = false
    } else if (code === 0x22) quoted = true
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > 10_000) return true
    } else if (code === 0x5d || code === 0x7d) depth--
  }
  return false
}

/** A number that no float64 holds makes Go reject the whole array, which is then the shell form. */
function overflows(values: readonly unknown[]): boolean {
  const open: unknown[] = [...values]
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (item === Infinity || item === -Infinity) return true
    if (typeof item === 'object' && item !== null) for (const inner of Object.values(item)) open.push(inner)
  }
  return false
}
