/** Go's `unicode.IsSpace`, which BuildKit trims and splits by. JavaScript's `trim` differs: it takes U+FEFF and leaves U+0085. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d)
  if (code === 0x85 || code === 0xa0 || code === 0x1680) return true
  if (code >= 0x2000 && code <= 0x200a) return true
  return code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000
}

/** What separates words where BuildKit splits by `[\t\v\f\r ]+`. */
export function isSeparator(code: number): boolean {
  return code === 0x20 || code === 0x09 || (code >= 0x0b && code <= 0x0d)
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** The first index in `[from, to)` that holds no space, or `to`. */
export function skipSpace(text: string, from: number, to: number): number {
  let at = from
  while (at < to && isSpace(text.charCodeAt(at))) at++
  return at
}

/** The index after the last one in `[from, to)` that holds no space, or `from`. */
export function skipSpaceBack(text: string, from: number, to: number): number {
  let at = to
  while (at > from && isSpace(text.charCodeAt(at - 1))) at--
  return at
}

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  const from = skipSpace(text, 0, text.length)
  return text.slice(from, skipSpaceBack(text, from, text.length))
}
