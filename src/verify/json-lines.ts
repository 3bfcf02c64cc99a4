type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

interface NormalizedJson {
  readonly samples: readonly (readonly string[])[]
  /** How many orders were found to be noise: of keys, of lists. */
  readonly unordered: number
  /** Undefined where the text is no JSON. */
  normalize(text: string): readonly string[] | undefined
}

/**
 * JSON as lines of one value each, so that a noisy value masks itself only. The order of keys and of a list's items
 * counts, unless the originals themselves differ in it. Undefined where not all samples are JSON objects or lists.
 */
export function normalizedJson(texts: readonly string[]): NormalizedJson | undefined {
  const parsed = texts.map(parse)
  const values = parsed.filter(value => value !== undefined)
  if (values.length !== texts.length) return undefined
  const keysDiffer = new Set(values.map(value => JSON.stringify(keyOrder(value)))).size > 1
  const sortKeys =
    keysDiffer && new Set(values.map(value => JSON.stringify(keyOrder(sorted(value))))).size === 1
  const keyed = sortKeys ? values.map(sorted) : values
  const lists = unorderedLists(keyed)
  const normalize = (value: Json): readonly string[] =>
    linesOf(sortLists(sortKeys ? sorted(value) : value, lists, ''), '')
  return {
    samples: values.map(normalize),
    unordered: lists.size + (sortKeys ? 1 : 0),
    normalize: text => {
      const value = parse(text)
      return value === undefined ? undefined : normalize(value)
    },
  }
}

function parse(text: string): Json | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined
  // Numbers longer than a double holds would lose digits, and with them a difference.
  if (/[:,[]\s*-?\d{16,}/.test(text)) return undefined
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function keyOrder(value: Json): Json {
  if (isList(value)) return value.map(keyOrder)
  if (isObject(value)) return Object.entries(value).map(([key, inner]) => [key, keyOrder(inner)])
  return null
}

function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/** Paths of lists that hold the same items in another order on another run. */
function unorderedLists(values: readonly Json[]): ReadonlySet<string> {
  const found = new Set<string>()
  const [first, ...others] = values.map(value => listsByPath(value, '', new Map()))
  for (const [path, items] of first ?? []) {
    const others_ = others.map(other => other.get(path))
    const sameItems = others_.every(other => other && sortedText(other) === sortedText(items))
    const sameOrder = others_.every(other => JSON.stringify(other) === JSON.stringify(items))
    if (sameItems && !sameOrder) found.add(path)
  }
  return found
}

function sortedText(items: readonly Json[]): string {
  return items
    .map(item => JSON.stringify(sorted(item)))
    .toSorted()
    .join('\n')
}

function listsByPath(
  value: Json,
  path: string,
  into: Map<string, readonly Json[]>,
): Map<string, readonly Json[]> {
  if (isList(value)) {
    into.set(path, value)
    for (const [index, item] of value.entries()) listsByPath(item, `${path}[${index}]`, into)
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) listsByPath(inner, `${path}.${key}`, into)
  }
  return into
}

function sortLists(value: Json, lists: ReadonlySet<string>, path: string): Json {
  if (isList(value)) {
    const items = value.map((item, index) => sortLists(item, lists, `${path}[${index}]`))
    if (!lists.has(path)) return items
    return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, sortLists(inner, lists, `${path}.${key}`)]),
  )
}

function linesOf(value: Json, key: string): readonly string[] {
  if (isList(value)) return [`${key}[`, ...value.flatMap(item => linesOf(item, '')), ']']
  if (!isObject(value)) return [key + JSON.stringify(value)]
  const inner = Object.entries(value).flatMap(([name, item]) => linesOf(item, `${JSON.stringify(name)}: `))
  return [`${key}{`, ...inner, '}']
}
