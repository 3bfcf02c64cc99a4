import { posix } from 'node:path'
import { entriesOf, property } from '../../app/builds/compose-file.ts'

/**
 * How Compose lays one description of a service over another:
 * https://docs.docker.com/reference/compose-file/merge/
 */

type Data = Readonly<Record<string, unknown>>

/** Keys whose list or map says the same: `A=1` or `A: 1`, `db` or `db: {}`. */
const pairs = new Set(['environment', 'labels', 'sysctls', 'extra_hosts'])
const names = new Set(['depends_on', 'networks'])
/** A command is one, and not the beginning of another. */
const replaced = new Set(['command', 'entrypoint'])
/** Lists of what stands at a place, of which the later one counts. */
const places = new Set(['volumes', 'secrets', 'configs'])

/** A service as written in one file, so that it can be merged: one form for each key, paths relative to the root. */
export function canonicalService(written: unknown, folder: string): Data {
  return Object.fromEntries(
    entriesOf(written).map(([key, value]) => [key, canonical(key, value, folder)] as const),
  )
}

function canonical(key: string, value: unknown, folder: string): unknown {
  if (pairs.has(key) && isTexts(value)) return Object.fromEntries(value.map(splitPair))
  if (names.has(key) && isTexts(value)) return Object.fromEntries(value.map(name => [name, {}]))
  if (key === 'env_file') return listOf(value).map(entry => withPath(entry, 'path', folder))
  if (key === 'volumes') return listOf(value).map(entry => withPath(entry, 'source', folder))
  return value
}

function splitPair(pair: string): readonly [string, string | null] {
  const at = pair.indexOf('=')
  return at === -1 ? [pair, null] : [pair.slice(0, at), pair.slice(at + 1)]
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(each => typeof each === 'string')
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** Of a text, what stands before the first colon is the path; only one that begins with a dot is one of the project. */
function withPath(entry: unknown, key: 'path' | 'source', folder: string): unknown {
  if (folder === '.') return entry
  if (typeof entry === 'string') {
    if (key === 'path') return pathIn(folder, entry)
    return entry.startsWith('.') ? entry.replace(/^[^:]*/, source => pathIn(folder, source)) : entry
  }
  const path = property(entry, key)
  if (typeof path !== 'string' || (key === 'source' && !path.startsWith('.'))) return entry
  return { ...Object.fromEntries(entriesOf(entry)), [key]: pathIn(folder, path) }
}

/** A path of a file in that folder, relative to the root; it stays recognisable as a path, and an absolute one as it is. */
export function pathIn(folder: string, path: string): string {
  if (path.startsWith('/') || path.startsWith('~')) return path
  const joined = posix.join(folder, path)
  return joined.startsWith('.') ? joined : `./${joined}`
}

/** The one service laid over the other; both canonical. */
export function mergeServices(below: Data, above: Data): Data {
  const merged: Record<string, unknown> = { ...below }
  for (const [key, value] of Object.entries(above)) merged[key] = mergeValue(key, merged[key], value)
  return merged
}

function mergeValue(key: string, below: unknown, above: unknown): unknown {
  if (above === null || above === undefined) return below
  if (replaced.has(key)) return above
  if (Array.isArray(below) && Array.isArray(above)) {
    return places.has(key) ? byPlace([...below, ...above]) : [...new Set([...below, ...above])]
  }
  if (isMap(below) && isMap(above)) {
    const under = Object.fromEntries(entriesOf(below))
    const over = Object.fromEntries(entriesOf(above))
    return key === 'healthcheck' ? { ...under, ...over } : mergeServices(under, over)
  }
  return above
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function byPlace(list: readonly unknown[]): readonly unknown[] {
  return [...new Map(list.map(entry => [placeOf(entry), entry])).values()]
}

function placeOf(entry: unknown): unknown {
  if (typeof entry === 'string') return entry.split(':')[1] ?? entry
  return property(entry, 'target') ?? property(entry, 'source') ?? entry
}
