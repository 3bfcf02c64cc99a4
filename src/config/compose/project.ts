import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import {
  type ComposeFile,
  type ComposeService as Written,
  entriesOf,
  property,
  readComposeFile,
} from '../../app/builds/compose-file.ts'
import { canonicalService, mergeServices, pathIn } from './merge.ts'

/** Services of a Compose file, and of those that it includes and that are laid over it, as one. */
export interface ComposeProject {
  readonly services: ReadonlyMap<string, ProjectService>
  readonly secrets: ReadonlyMap<string, SharedFile>
  readonly configs: ReadonlyMap<string, SharedFile>
  /** All files that were read: paths relative to the root. */
  readonly files: readonly string[]
  /** What could not be read, with file and line. */
  readonly notes: readonly string[]
}

export interface ProjectService {
  readonly data: Readonly<Record<string, unknown>>
  /** Where it is first described: `compose.yaml:7`. */
  readonly place: string
  /** Variables in it that have no value. */
  readonly missing: readonly string[]
}

/** A secret or config: the file that holds it, relative to the root; or why there is none. */
export type SharedFile =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'unknown'; readonly reason: string }

/** The file that Compose lays over by itself: the first of these beside it. */
const overrides = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
]
const bases = /^(?:docker-)?compose\.ya?ml$/

/** More than anybody has; files may include, and services extend, each other in a circle. */
const most = { files: 100, extended: 20 } as const

/** Reads a Compose project as data. Undefined where the file itself cannot be read. */
export function readComposeProject(files: AppFiles, path: string): ComposeProject | undefined {
  const first = readComposeFile(files, path)
  if (first === undefined) return undefined
  const notes: string[] = []
  const services = new Map<string, ProjectService>()
  const secrets = new Map<string, SharedFile>()
  const configs = new Map<string, SharedFile>()
  const layers = layersOf(files, first, notes)
  for (const file of layers) {
    for (const service of file.services.values()) {
      const over = extended(files, file, service, notes)
      const under = services.get(service.name)
      services.set(service.name, under === undefined ? over : layOver(under, over))
    }
    for (const [name, from] of entriesOf(file.data('secrets'))) secrets.set(name, sharedFile(file, from))
    for (const [name, from] of entriesOf(file.data('configs'))) configs.set(name, sharedFile(file, from))
  }
  return { services, secrets, configs, files: layers.map(layer => layer.path), notes }
}

/** What is included, then the file, then what is laid over it. */
function layersOf(files: AppFiles, first: ComposeFile, notes: string[]): readonly ComposeFile[] {
  const found = new Map<string, ComposeFile>()
  const add = (file: ComposeFile): void => {
    if (found.has(file.path) || found.size >= most.files) return
    // Held in its place first: a file may include one that includes it.
    found.set(file.path, file)
    for (const path of file.includes) {
      const included = path.startsWith('..') ? undefined : readComposeFile(files, path)
      if (included === undefined) notes.push(`${file.path}: it includes ${path}, which cannot be read`)
      else add(included)
    }
  }
  add(first)
  const included = [...found.values()].filter(file => file !== first).reverse()
  return [...included, first, ...overrideOf(files, first, notes)]
}

function overrideOf(files: AppFiles, first: ComposeFile, notes: string[]): readonly ComposeFile[] {
  if (!bases.test(posix.basename(first.path))) return []
  const folder = posix.dirname(first.path)
  const path = overrides.map(name => posix.join(folder, name)).find(each => files.has(each))
  if (path === undefined) return []
  const file = readComposeFile(files, path)
  // Their meaning is the opposite of what is read without them.
  const undoes = /(?:^|\s)!(?:reset|override)\b/m.test(files.read(path) ?? '')
  if (file !== undefined && !undoes) return [file]
  notes.push(
    `${path}: ${undoes ? '!reset and !override are not read, and so is none of it' : 'it cannot be read'}`,
  )
  return []
}

/** With what it extends: https://docs.docker.com/reference/compose-file/services/#extends */
function extended(
  files: AppFiles,
  file: ComposeFile,
  service: Written,
  notes: string[],
  depth = 0,
): ProjectService {
  const place = `${file.path}:${service.line}`
  const { value, missing } = expanded(service.data, file)
  const own = { data: canonicalService(value, posix.dirname(file.path)), place, missing }
  if (service.extends === undefined || service.extends === null) return own
  const parent = depth < most.extended ? parentOf(files, file, service) : undefined
  if (parent === undefined) {
    notes.push(`${place}: what the service ${service.name} extends cannot be read`)
    return own
  }
  const below = extended(files, parent.file, parent.service, notes, depth + 1)
  return { ...layOver(below, own), place }
}

function parentOf(files: AppFiles, file: ComposeFile, { extends: asked }: Written) {
  const name = typeof asked === 'string' ? asked : property(asked, 'service')
  const path = property(asked, 'file')
  if (typeof name !== 'string') return undefined
  const at = typeof path === 'string' ? posix.join(posix.dirname(file.path), path) : file.path
  const within = at === file.path ? file : at.startsWith('..') ? undefined : readComposeFile(files, at)
  const service = within?.services.get(name)
  return within && service && { file: within, service }
}

function layOver(under: ProjectService, over: ProjectService): ProjectService {
  return {
    data: mergeServices(under.data, over.data),
    place: under.place,
    missing: [...new Set([...under.missing, ...over.missing])],
  }
}

/** With the variables of its file put in; of what has no value, the place stays empty and the reason is told. */
function expanded(
  data: unknown,
  file: ComposeFile,
): { readonly value: unknown; readonly missing: readonly string[] } {
  const missing = new Set<string>()
  const expand = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown) => expand(item))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(entriesOf(value).map(([key, item]) => [key, expand(item)]))
    if (typeof value !== 'string') return value
    const known = file.expand(value)
    if (known.kind === 'known') return known.value
    missing.add(known.reason)
    // Of `NAME=$VALUE` the name stays.
    return /^[\w.-]+=/.exec(value)?.[0] ?? ''
  }
  return { value: expand(data), missing: [...missing] }
}

function sharedFile(file: ComposeFile, from: unknown): SharedFile {
  const path = property(from, 'file')
  if (typeof path !== 'string') {
    const what = ['external', 'environment', 'content'].find(key => property(from, key) !== undefined)
    return {
      kind: 'unknown',
      reason: what === undefined ? 'it names no file' : `it is of the kind \`${what}\``,
    }
  }
  const known = file.expand(path)
  if (known.kind === 'unknown') return { kind: 'unknown', reason: known.reason }
  return { kind: 'file', path: pathIn(posix.dirname(file.path), known.value) }
}
