import { isSpace } from './chars.ts'

/** A leading `--word` without its quotes and escapes, with its place in the line. */
export interface FlagWord {
  readonly text: string
  readonly from: number
  readonly to: number
}

export interface FlagScan {
  readonly flags: readonly FlagWord[]
  /** Where the arguments begin. */
  readonly rest: number
}

const NONE: readonly FlagWord[] = []

/** Reads the `--word`s at the start of `[from, line.length)`; `--` ends them. */
export function scanFlags(line: string, from: number, escape: string): FlagScan {
  const first = skipBlanks(line, from)
  if (line.charCodeAt(first) !== 0x2d || line.charCodeAt(first + 1) !== 0x2d)
    return { flags: NONE, rest: first }
  return scan(line, first, escape, false) ?? scanBytes(line, first, escape)
}

/**
 * BuildKit reads flags byte by byte, each byte as a character: the bytes 0x85 and 0xA0 inside a letter count as spaces.
 * So a line with other than ASCII in its flags is read again as its UTF-8 bytes.
 */
function scanBytes(line: string, from: number, escape: string): FlagScan {
  const bytes = Buffer.from(line.slice(from), 'utf8')
  const found = scan(bytes.toString('latin1'), 0, escape, true)
  const place = (at: number): number => from + bytes.toString('utf8', 0, at).length
  return {
    flags: (found?.flags ?? NONE).map(flag => ({
      text: flag.text,
      from: place(flag.from),
      to: place(flag.to),
    })),
    rest: place(found?.rest ?? bytes.length),
  }
}

/** Undefined where a flag holds other than ASCII and `bytes` does not say that the line is already bytes. */
function scan(line: string, from: number, escape: string, bytes: boolean): FlagScan | undefined {
  const flags: FlagWord[] = []
  let at = from
  while (at < line.length) {
    const code = line.charCodeAt(at)
    if (isSpace(code) && (bytes || code < 0x80)) {
      at++
      continue
    }
    if (code !== 0x2d || line.charCodeAt(at + 1) !== 0x2d) return { flags, rest: at }
    const word = readFlag(line, at, escape, bytes)
    if (word === undefined) return undefined
    at = word.to
    // A lone `--` ends the flags; at the very end of the line BuildKit drops it as well.
    if (word.text === '--') return { flags, rest: at }
    if (word.text !== '') flags.push(word)
  }
  return { flags, rest: at }
}

function readFlag(line: string, from: number, escape: string, bytes: boolean): FlagWord | undefined {
  const escapeCode = escape.charCodeAt(0)
  let text = ''
  let quote = 0
  let at = from
  let run = from
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at)
    if (code > 0x7f && !bytes) return undefined
    if (code === escapeCode) {
      text += line.slice(run, at)
      run = ++at
      if (line.charCodeAt(at) > 0x7f && !bytes) return undefined
    } else if (quote !== 0 ? code === quote : code === 0x22 || code === 0x27) {
      text += line.slice(run, at)
      run = at + 1
      quote = quote === 0 ? code : 0
    } else if (quote === 0 && isSpace(code)) break
  }
  const to = Math.min(at, line.length)
  return { text: text + line.slice(run, to), from, to }
}

function skipBlanks(line: string, from: number): number {
  let at = from
  while (at < line.length && line.charCodeAt(at) < 0x80 && isSpace(line.charCodeAt(at))) at++
  return at
}
