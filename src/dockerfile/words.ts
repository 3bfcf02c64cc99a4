import { isSeparator, isSpace } from './chars.ts'

/** A word with its place in the joined text: `[from, to)`. */
export interface Piece {
  readonly value: string
  readonly from: number
  readonly to: number
}

/** Splits `[from, to)` by `[\t\v\f\r ]+`; quotes mean nothing. The stretch has no space at its ends. */
export function splitBySeparators(text: string, from: number, to: number): Piece[] {
  const pieces: Piece[] = []
  let start = from
  for (let at = from; at < to; ) {
    if (!isSeparator(text.charCodeAt(at))) {
      at++
      continue
    }
    pieces.push({ value: text.slice(start, at), from: start, to: at })
    while (at < to && isSeparator(text.charCodeAt(at))) at++
    start = at
  }
  if (from < to) pieces.push({ value: text.slice(start, to), from: start, to })
  return pieces
}

/**
 * Splits `[from, to)` into words as BuildKit does for ENV, LABEL and ARG: by spaces outside quotes; quotes and escapes
 * stay in the word; an escape at the very end is dropped; an open quote reaches to the end.
 */
export function splitQuoted(text: string, from: number, to: number, escape: string): Piece[] {
  const escapeCode = escape.charCodeAt(0)
  const pieces: Piece[] = []
  let at = from
  while (at < to) {
    if (isSpace(text.charCodeAt(at))) {
      at++
      continue
    }
    const start = at
    let quote = 0
    let quoted = false
    let dropped = false
    for (; at < to; at++) {
      const code = text.charCodeAt(at)
      if (code === escapeCode && quote !== 0x27) {
        if (at + 1 === to) dropped = true
        else at++
      } else if (quote !== 0) {
        if (code === quote) quote = 0
      } else if (code === 0x22 || code === 0x27) {
        quote = code
        quoted = true
      } else if (isSpace(code)) break
    }
    const value = text.slice(start, dropped ? to - 1 : at)
    if (quoted || value !== '') pieces.push({ value, from: start, to: at })
  }
  return pieces
}
