import type * as v from 'valibot'

/** What is wrong with a config, where in its data, and what would be right. */
export interface ConfigProblem {
  readonly path: readonly (string | number)[]
  /** Whether the key itself is meant, and not what it holds. */
  readonly atKey: boolean
  readonly message: string
  readonly help: string | undefined
}

type Issue = v.BaseIssue<unknown>

/** Valibot's issues in words; of a union, only the alternative that was meant is reported. */
export function problemsOf(issues: readonly Issue[], schema: unknown): readonly ConfigProblem[] {
  const problems = issues.flatMap(issue => problemOf(issue, [], schema))
  const byText = new Map(problems.map(problem => [`${problem.path.join('.')} ${problem.message}`, problem]))
  return [...byText.values()]
}

function problemOf(
  issue: Issue,
  above: readonly (string | number)[],
  schema: unknown,
): readonly ConfigProblem[] {
  const path = [...above, ...pathOf(issue)]
  const key = path.at(-1)
  if (issue.type === 'union' && issue.issues) {
    const inside = issue.issues.filter(inner => inner.path !== undefined)
    if (inside.length > 0) return inside.flatMap(inner => problemOf(inner, path, schema))
    const wanted = issue.message.startsWith('Invalid') ? alternatives(issue.issues) : issue.message
    return [wrongValue(path, issue.received, wanted)]
  }
  // Valibot takes a list for an object with the keys 0, 1, …
  if (issue.type === 'strict_object' && Array.isArray(issue.path?.at(-1)?.input)) {
    return [wrongValue(path.slice(0, -1), 'Array', 'keys and values')]
  }
  const allowed = keysAt(schema, path.slice(0, -1))
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return [{ path, atKey: true, message: `unknown key "${key}"`, help: suggestion(String(key), allowed) }]
  }
  if (issue.type === 'strict_object' && issue.received === 'undefined') {
    return [{ path: path.slice(0, -1), atKey: false, message: `"${key}" is missing`, help: undefined }]
  }
  return [
    wrongValue(path, issue.received, issue.type === 'strict_object' ? 'keys and values' : issue.message),
  ]
}

function pathOf(issue: Issue): readonly (string | number)[] {
  return (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
}

function alternatives(issues: readonly Issue[]): string {
  const wanted = issues.map(({ type, message }) => (type === 'strict_object' ? 'keys and values' : message))
  return [...new Set(wanted)]
    .map(words => words.replace(/^Invalid type: Expected (\w+).*/, 'a $1'))
    .join(', or ')
}

const kindNames: Readonly<Record<string, string>> = { Array: 'a list', Object: 'keys and values' }

function wrongValue(path: readonly (string | number)[], received: string, wanted: string): ConfigProblem {
  const name = path.findLast(part => typeof part === 'string')
  const where = name === undefined ? 'the file' : `"${name}"`
  const seen = kindNames[received] ?? received
  return { path, atKey: false, message: `${where} cannot be ${seen}`, help: `Expected ${wanted}.` }
}

function suggestion(key: string, allowed: readonly string[]): string {
  const near = allowed.find(other => distance(key.toLowerCase(), other.toLowerCase()) <= 2)
  const list = `Allowed here: ${allowed.join(', ')}.`
  return near === undefined ? list : `Did you mean "${near}"? ${list}`
}

/** Keys that the schema allows in the object at a path. */
function keysAt(schema: unknown, path: readonly (string | number)[]): readonly string[] {
  let nodes: readonly unknown[] = [schema]
  for (const part of path) nodes = nodes.flatMap(unwrap).flatMap(node => childAt(node, part))
  return nodes.flatMap(unwrap).flatMap(node => Object.keys(property(node, 'entries') ?? {}))
}

/** Through pipes (whose first part is the schema), optional values and unions, to what is inside. */
function unwrap(node: unknown): readonly unknown[] {
  const pipe = property(node, 'pipe')
  if (Array.isArray(pipe) && pipe[0] !== node) return unwrap(pipe[0])
  const wrapped = property(node, 'wrapped')
  if (wrapped) return unwrap(wrapped)
  const options = property(node, 'options')
  return Array.isArray(options) ? options.flatMap(unwrap) : [node]
}

function childAt(node: unknown, part: string | number): readonly unknown[] {
  const item = property(node, 'item')
  if (item) return [item]
  const child = property(property(node, 'entries'), String(part))
  return child ? [child] : []
}

function property(node: unknown, name: string): object | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  const value: unknown = Reflect.get(node, name)
  return typeof value === 'object' && value !== null ? value : undefined
}

/** Levenshtein's distance. */
function distance(one: string, other: string): number {
  let row = [...Array(other.length + 1).keys()]
  for (let i = 0; i < one.length; i += 1) {
    const next = [i + 1]
    for (let j = 0; j < other.length; j += 1) {
      const replaced = (row[j] ?? 0) + (one[i] === other[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
