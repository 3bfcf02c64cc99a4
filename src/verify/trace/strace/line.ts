import { type Argument, endOfAngle, endOfQuote, parseArguments } from './arguments.ts'

/** One call of one process, whole. */
export interface TracedCall {
  readonly pid: number
  readonly name: string
  readonly arguments: readonly Argument[]
  readonly result: CallResult
  readonly source: string
}

export type CallResult =
  /** `= 3</etc/passwd>`: the value, and the path behind it where it is a descriptor. */
  | { readonly kind: 'done'; readonly value: number; readonly path: string | undefined }
  /** `= -1 ENOENT (No such file or directory)`; `injected` where strace made it so. */
  | { readonly kind: 'failed'; readonly errno: string; readonly injected: boolean }
  /** `= ?`: the process ended within the call. */
  | { readonly kind: 'unknown' }

/** What a line of `strace -f -o` says. */
export type StraceLine =
  | { readonly kind: 'call'; readonly call: TracedCall }
  | { readonly kind: 'begun'; readonly pid: number; readonly text: string }
  | { readonly kind: 'resumed'; readonly pid: number; readonly name: string; readonly text: string }
  /** Signals and exits. */
  | { readonly kind: 'note' }
  | { readonly kind: 'unreadable' }

const unfinished = ' <unfinished ...>'

export const readLine = (line: string): StraceLine => {
  const head = /^(\d+) +/.exec(line)
  if (head === null) return line.trim() === '' ? { kind: 'note' } : { kind: 'unreadable' }
  const pid = Number(head[1])
  const text = line.slice(head[0].length)
  if (/^(\+\+\+|---|strace:)/.test(text)) return { kind: 'note' }
  const resumed = /^<\.\.\. ([a-z0-9_]+) resumed> ?/.exec(text)
  if (resumed !== null) {
    return { kind: 'resumed', pid, name: resumed[1] ?? '', text: text.slice(resumed[0].length) }
  }
  if (text.endsWith(unfinished)) return { kind: 'begun', pid, text: text.slice(0, -unfinished.length) }
  const call = readCall(pid, text)
  return call === undefined ? { kind: 'unreadable' } : { kind: 'call', call }
}

/** Reads `name(arguments) = result`. Undefined where it is none. */
export const readCall = (pid: number, text: string): TracedCall | undefined => {
  const name = /^([a-z0-9_]+)\(/.exec(text)?.[1]
  if (name === undefined) return undefined
  const close = endOfCall(text, name.length)
  if (close === undefined) return undefined
  const result = readResult(text.slice(close + 1))
  if (result === undefined) return undefined
  return {
    pid,
    name,
    arguments: parseArguments(text.slice(name.length + 1, close)),
    result,
    source: text,
  }
}

/** The index of the parenthesis that closes the one at `open`. */
const endOfCall = (text: string, open: number): number | undefined => {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    const char = text[at]
    if (char === '"') at = endOfQuote(text, at)
    else if (char === '<') at = endOfAngle(text, at)
    else if (char === '(') depth++
    else if (char === ')' && --depth === 0) return at
  }
  return undefined
}

const readResult = (text: string): CallResult | undefined => {
  const match = /^\s*= (\?|-?\d+|0x[0-9a-f]+)(?:<([^>]*)>)?\s*([A-Z][A-Z0-9_]*)?/.exec(text)
  if (match === null) return undefined
  if (match[1] === '?') return { kind: 'unknown' }
  const value = Number(match[1])
  if (value === -1 && match[3] !== undefined) {
    return { kind: 'failed', errno: match[3], injected: text.includes('(INJECTED)') }
  }
  const path = match[2] === undefined ? undefined : parseArguments(`3<${match[2]}>`)[0]
  return { kind: 'done', value, path: path?.kind === 'descriptor' ? path.path : undefined }
}
