import { isSpace } from './chars.ts'

export interface DirectiveLine {
  readonly name: string
  readonly value: string
}

const DIRECTIVE = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*$/
const NAMES = new Set(['syntax', 'escape', 'check'])

/** Reads a line, its prefix (`#`, or `//` for syntax) cut off, as a parser directive. */
export function readDirective(line: string): DirectiveLine | undefined {
  let at = 0
  while (at < line.length && isSpace(line.charCodeAt(at))) at++
  const match = DIRECTIVE.exec(line.slice(at))
  const name = match?.[1]?.toLowerCase() ?? ''
  const value = match?.[2]
  return value !== undefined && NAMES.has(name) ? { name, value } : undefined
}
