import { decodeName } from '../../../image/tar/names.ts'

/** One argument of a traced call, as far as paths need it. */
export type Argument =
  /** A quoted string, its escapes undone. `cut` where strace shortened it. */
  | { readonly kind: 'text'; readonly value: string; readonly cut: boolean }
  /** `AT_FDCWD</app>`, `3</etc/nginx>`: a descriptor with the path behind it. */
  | { readonly kind: 'descriptor'; readonly path: string; readonly cwd: boolean }
  /** `0x7ffd2e4a`: strace could not read what it points to. */
  | { readonly kind: 'pointer' }
  /** Flags, numbers, structures, as written. */
  | { readonly kind: 'other'; readonly source: string }

/**
 * Splits `"/etc/passwd", O_RDONLY` at the commas outside quotes, brackets and `<…>`.
 * Inside `<…>` strace writes `<` and `>` as octal escapes, so the first `>` ends it.
 */
export const parseArguments = (source: string): readonly Argument[] => splitArguments(source).map(toArgument)

const splitArguments = (source: string): readonly string[] => {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < source.length; at++) {
    const char = source[at]
    if (char === '"') at = endOfQuote(source, at)
    else if (char === '<') at = endOfAngle(source, at)
    else if (char === '(' || char === '[' || char === '{') depth++
    else if (char === ')' || char === ']' || char === '}') depth--
    else if (char === ',' && depth === 0) {
      parts.push(source.slice(from, at).trim())
      from = at + 1
    }
  }
  const last = source.slice(from).trim()
  return last === '' && parts.length === 0 ? [] : [...parts, last]
}

/** The index of the quote that closes the one at `open`; the end of the text where none does. */
export const endOfQuote = (source: string, open: number): number => {
  for (let at = open + 1; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === '"') return at
  }
  return source.length
}

/** `<<` and `<=` in flags are no brackets: only a `<` right after a descriptor opens one. */
export const endOfAngle = (source: string, open: number): number => {
  if (!/[0-9D]/.test(source[open - 1] ?? '')) return open
  const end = source.indexOf('>', open)
  return end < 0 ? source.length : end
}

const toArgument = (source: string): Argument => {
  if (source.startsWith('"')) {
    const end = endOfQuote(source, 0)
    return { kind: 'text', value: unescape(source.slice(1, end)), cut: source.startsWith('...', end + 1) }
  }
  const descriptor = /^(AT_FDCWD|\d+)<([^>]*)>/.exec(source)
  if (descriptor !== null) {
    return { kind: 'descriptor', path: unescape(descriptor[2] ?? ''), cwd: descriptor[1] === 'AT_FDCWD' }
  }
  if (/^0x[0-9a-f]+$/.test(source)) return { kind: 'pointer' }
  return { kind: 'other', source }
}

const named: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, v: 11, f: 12 }

/** Undoes strace's escapes: `\n`, `\"`, `\\`, octal and hexadecimal bytes. */
export const unescape = (source: string): string => {
  if (!source.includes('\\')) return source
  const bytes: number[] = []
  for (let at = 0; at < source.length; at++) {
    if (source[at] !== '\\') {
      bytes.push(source.charCodeAt(at) & 0xff)
      continue
    }
    const [escape, length] = readEscape(source, at + 1)
    bytes.push(escape)
    at += length
  }
  return decodeName(Uint8Array.from(bytes))
}

/** The byte of the escape after a backslash, and its length. */
const readEscape = (source: string, at: number): readonly [number, number] => {
  const octal = /^[0-7]{1,3}/.exec(source.slice(at, at + 3))?.[0]
  if (octal !== undefined) return [Number.parseInt(octal, 8) & 0xff, octal.length]
  const hex = /^x([0-9a-f]{2})/.exec(source.slice(at, at + 3))?.[1]
  if (hex !== undefined) return [Number.parseInt(hex, 16), 3]
  const char = source[at] ?? '\\'
  return [named[char] ?? char.charCodeAt(0), 1]
}
