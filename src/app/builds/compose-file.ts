import { posix } from 'node:path'
import { isMap, isPair, isScalar, LineCounter, parseDocument, Scalar } from 'yaml'
import type { AppFiles } from '../app-files.ts'
import { interpolate, readEnvFile } from './interpolate.ts'
import type { InlineDockerfile } from './named-build.ts'

/** A service of a Compose file as it is written, with what its file says of variables. */
export interface ComposeService {
  readonly name: string
  readonly file: string
  readonly line: number
  /** Undefined where it has none. */
  readonly build: unknown
  readonly extends: unknown
  readonly inlinePlace: InlineDockerfile['place']
  /** All that it says, as written. */
  readonly data: unknown
}

export interface ComposeFile {
  readonly path: string
  readonly services: ReadonlyMap<string, ComposeService>
  /** Paths of other Compose files, relative to the root. */
  readonly includes: readonly string[]
  readonly expand: (text: string) => ReturnType<typeof interpolate>
  /** What stands under a key of the file itself, as written: `secrets`. */
  readonly data: (key: string) => unknown
}

/** Aliases may stand for each other many times over; more than a few is an attack on memory. */
const aliases = 100

/** Reads a Compose file as data: https://docs.docker.com/reference/compose-file/. Undefined where it is none. */
export function readComposeFile(app: AppFiles, path: string): ComposeFile | undefined {
  const text = app.read(path)
  if (text === undefined) return undefined
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true, logLevel: 'silent' })
  if (document.errors.length > 0) return undefined
  const data = dataOf(() => document.toJS({ maxAliasCount: aliases }))
  const folder = posix.dirname(path)
  const places = new Map(
    pairsOf(document.get('services', true)).map(({ key, offset, value }) => [
      key,
      { line: lines.linePos(offset).line, inlinePlace: inlinePlace(value, text, lines) },
    ]),
  )
  const services = entriesOf(property(data, 'services')).map(([name, service]) => ({
    name,
    file: path,
    line: places.get(name)?.line ?? 1,
    build: property(service, 'build'),
    extends: property(service, 'extends'),
    inlinePlace: places.get(name)?.inlinePlace,
    data: service,
  }))
  const env = readEnvFile(app.read(posix.join(folder, '.env')) ?? '')
  return {
    path,
    services: new Map(services.map(service => [service.name, service])),
    includes: includesOf(property(data, 'include')).map(each => posix.join(folder, each)),
    expand: value => interpolate(value, env),
    data: key => property(data, key),
  }
}

/** What an object has under a key; undefined for anything else. */
export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined
}

/** The members of an object; none for anything else. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}

/** Too many aliases is told by throwing. */
function dataOf(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}

function includesOf(include: unknown): readonly string[] {
  if (!Array.isArray(include)) return []
  return include
    .flatMap((each: unknown) => (typeof each === 'string' ? each : property(each, 'path')))
    .filter(path => typeof path === 'string')
}

function pairsOf(
  map: unknown,
): readonly { readonly key: string; readonly offset: number; readonly value: unknown }[] {
  if (!isMap(map)) return []
  return map.items.flatMap(pair => {
    if (!isPair(pair) || !isScalar(pair.key)) return []
    return [{ key: String(pair.key.value), offset: pair.key.range?.[0] ?? 0, value: pair.value }]
  })
}

/** A literal block has the lines of its file, behind an indentation. */
function inlinePlace(service: unknown, text: string, lines: LineCounter): InlineDockerfile['place'] {
  const build: unknown = isMap(service) ? service.get('build', true) : undefined
  const scalar: unknown = isMap(build) ? build.get('dockerfile_inline', true) : undefined
  if (!isScalar(scalar) || scalar.type !== Scalar.BLOCK_LITERAL || !scalar.range) return undefined
  const { line } = lines.linePos(scalar.range[0])
  const body = text.split('\n').slice(line)
  const indent = /^ */.exec(body.find(each => each.trim() !== '') ?? '')?.[0].length ?? 0
  return { line: line + 1, indent }
}
