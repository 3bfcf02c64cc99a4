import type { HttpProbe } from '../config.ts'

/** More requests than this make a proof slow, and the first ones say the most. */
const mostOperations = 40
/** References may lead in a circle. */
const mostHops = 10

type Json = unknown

/**
 * The requests that an OpenAPI document (3.x, or Swagger 2) says can be sent without harm: GET and HEAD whose required
 * parameters have an example, a default or a list of values. At most 40, in the document's order. Undefined where it is
 * no such document.
 */
export function safeOperations(document: Json): readonly HttpProbe[] | undefined {
  const isOpenApi = typeof at(document, 'openapi') === 'string' || at(document, 'swagger') === '2.0'
  if (!isOpenApi) return undefined
  const base = basePath(document)
  const probes = entries(at(document, 'paths')).flatMap(([path, raw]) => {
    const item = resolve(document, raw)
    return (['get', 'head'] as const).flatMap(method => {
      const operation = at(item, method)
      const own = operation === undefined ? undefined : requestOf(document, `${base}${path}`, item, operation)
      return own === undefined ? [] : [{ method: method.toUpperCase(), ...own }]
    })
  })
  return probes.slice(0, mostOperations)
}

function requestOf(
  document: Json,
  template: string,
  item: Json,
  operation: Json,
): Pick<HttpProbe, 'path' | 'headers'> | undefined {
  let path = template
  const query = new URLSearchParams()
  const headers: Record<string, string> = {}
  for (const parameter of parametersOf(document, item, operation)) {
    const [name, place] = [at(parameter, 'name'), at(parameter, 'in')]
    if (typeof name !== 'string' || at(parameter, 'required') !== true) continue
    const value = valueOf(document, parameter)
    if (value === undefined) return undefined
    if (place === 'path') path = path.replaceAll(`{${name}}`, encodeURIComponent(value))
    else if (place === 'query') query.append(name, value)
    else if (place === 'header') headers[name] = value
    else return undefined
  }
  // A parameter that the document forgot to declare.
  if (!path.startsWith('/') || /[{}\s]/.test(path)) return undefined
  const search = query.size === 0 ? '' : `?${query.toString()}`
  return { path: `${path}${search}`, ...(Object.keys(headers).length > 0 && { headers }) }
}

/** The operation's own stand for those of its path with the same name and place. */
function parametersOf(document: Json, item: Json, operation: Json): readonly Json[] {
  const byPlace = new Map<string, Json>()
  for (const raw of [...list(at(item, 'parameters')), ...list(at(operation, 'parameters'))]) {
    const parameter = resolve(document, raw)
    byPlace.set(`${String(at(parameter, 'in'))} ${String(at(parameter, 'name'))}`, parameter)
  }
  return [...byPlace.values()]
}

/** A value that the document itself gives. */
function valueOf(document: Json, parameter: Json): string | undefined {
  const schema = resolve(document, at(parameter, 'schema'))
  const [[, named] = []] = entries(at(parameter, 'examples'))
  const candidates = [
    at(parameter, 'example'),
    at(resolve(document, named), 'value'),
    at(parameter, 'x-example'),
    at(schema, 'example'),
    list(at(schema, 'examples'))[0],
    at(schema, 'default') ?? at(parameter, 'default'),
    list(at(schema, 'enum'))[0] ?? list(at(parameter, 'enum'))[0],
  ]
  return candidates.map(textOf).find(text => text !== undefined && text !== '')
}

function textOf(value: Json): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** `basePath` of Swagger 2; the path of the first server of OpenAPI 3, with its variables' defaults. */
function basePath(document: Json): string {
  const [server] = list(at(document, 'servers'))
  const raw = at(document, 'basePath') ?? at(server, 'url')
  if (typeof raw !== 'string') return ''
  const url = raw.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = at(at(at(server, 'variables'), name), 'default')
    return typeof value === 'string' ? value : ''
  })
  return URL.canParse(url, 'http://localhost')
    ? new URL(url, 'http://localhost').pathname.replace(/\/+$/, '')
    : ''
}

/** Follows `$ref` within the document; one that leads elsewhere is nothing. */
function resolve(document: Json, value: Json): Json {
  let found = value
  for (let hop = 0; hop < mostHops; hop += 1) {
    const reference = at(found, '$ref')
    if (typeof reference !== 'string') return found
    if (!reference.startsWith('#/')) return undefined
    const keys = reference.slice(2).split('/').map(decodeKey)
    found = keys.reduce<Json>((node, key) => at(node, key), document)
  }
  return undefined
}

function decodeKey(key: string): string {
  const text = key.replaceAll('~1', '/').replaceAll('~0', '~')
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function at(value: Json, key: string): Json {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined
}

function entries(value: Json): readonly (readonly [string, Json])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function list(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : []
}
