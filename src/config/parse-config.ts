import { safeParse } from 'valibot'
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Diagnostic, Position, Range } from '../dockerfile/source.ts'
import { type ConfigProblem, problemsOf } from './config-problems.ts'
import type { ReadConfig } from './read-config.ts'
import { configSchema } from './schema.ts'
import { toConfig } from './to-config.ts'

/** See `parseConfig`. JSON is YAML too, so that package.json's positions come the same way. */
export function parseConfigText(text: string, file: string): ReadConfig {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const places = { document, lines, file }
  const within = file.endsWith('package.json') ? ['laststage'] : []
  if (document.errors.length > 0) {
    const diagnostics = document.errors.map(error =>
      diagnostic(places, 'config-syntax', firstLine(error.message), rangeAt(lines, error.pos), undefined),
    )
    return { config: {}, file, diagnostics }
  }
  const data: unknown = dataOf(document, within)
  if (data === undefined || data === null) return { config: {}, file, diagnostics: [] }
  const parsed = safeParse(configSchema, data)
  if (parsed.success) return { config: toConfig(parsed.output), file, diagnostics: [] }
  const diagnostics = problemsOf(parsed.issues, configSchema).map(problem =>
    diagnostic(places, 'config-invalid', problem.message, rangeOf(places, within, problem), problem.help),
  )
  return { config: {}, file, diagnostics }
}

/** Where a key of a configuration stands, for what only its user can judge. */
export function keyPlace(text: string, file: string, path: readonly string[]): Range {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const within = file.endsWith('package.json') ? ['laststage'] : []
  const problem = { path, atKey: true, message: '', help: undefined }
  return rangeOf({ document, lines, file }, within, problem)
}

interface Places {
  readonly document: Document
  readonly lines: LineCounter
  readonly file: string
}

function dataOf(document: Document, within: readonly string[]): unknown {
  // Aliases may stand for each other many times over; more than a few is an attack on memory.
  const data: unknown = document.toJS({ maxAliasCount: 100 })
  return within.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    data,
  )
}

/** yaml's messages carry an excerpt after the first line. */
function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '')
}

function diagnostic(
  { file }: Places,
  code: string,
  message: string,
  range: Range,
  help: string | undefined,
): Diagnostic {
  return { code, severity: 'error', message, file, range, ...(help === undefined ? {} : { help }) }
}

/** Where the offending key or value stands; where it is absent, the nearest thing around it. */
function rangeOf({ document, lines }: Places, within: readonly string[], problem: ConfigProblem): Range {
  const path = [...within, ...problem.path]
  if (problem.atKey) {
    const range = keyRange(document, path)
    if (range) return rangeAt(lines, range)
  }
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return rangeAt(lines, [node.range[0], node.range[1]])
  }
  return rangeAt(lines, [0, 0])
}

function keyRange(
  document: Document,
  path: readonly (string | number)[],
): readonly [number, number] | undefined {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (!isMap(parent)) return undefined
  const pair = parent.items.find(
    item => isPair(item) && isScalar(item.key) && String(item.key.value) === path.at(-1),
  )
  const key: unknown = pair?.key
  return isNode(key) && key.range ? [key.range[0], key.range[1]] : undefined
}

function rangeAt(lines: LineCounter, [start, end]: readonly [number, number]): Range {
  return { start: position(lines, start), end: position(lines, end) }
}

function position(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset)
  return { offset, line: Math.max(1, line), column: Math.max(1, col) }
}
