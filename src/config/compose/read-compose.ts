import { posix } from 'node:path'
import { safeParse } from 'valibot'
import type { AppFiles } from '../../app/app-files.ts'
import { composeBuilds } from '../../app/builds/compose-builds.ts'
import { type ComposeFile, entriesOf, property, readComposeFile } from '../../app/builds/compose-file.ts'
import { readEnvFile } from '../../app/builds/interpolate.ts'
import type { Service, ServiceHealth } from '../config.ts'
import { composeService, type ComposeService } from './compose-schema.ts'
import { dependenciesOf, healthOf, serviceOf } from './service-of.ts'

export interface ComposeInput {
  /** The folder of the Compose file. */
  readonly files: AppFiles
  /** Its path in that folder. */
  readonly path: string
  /** The app's folder, relative to that of the Compose file; empty where they are one. */
  readonly appFolder: string
  /** The Dockerfile, relative to the app's folder. */
  readonly dockerfile: string
}

/** What a Compose file says of an app and of what it needs beside it. */
export interface ComposeFacts {
  /** The service that is built from the app's folder. */
  readonly app: string
  readonly env: Readonly<Record<string, string>>
  readonly healthcheck: ServiceHealth | undefined
  readonly services: readonly Service[]
  /** What was left out, and why. */
  readonly notes: readonly string[]
}

/**
 * Reads a Compose file as data: the service that is built from this folder, and those that it depends on. Undefined
 * where no service is built from it; a text where the file cannot be used, and why. Variables come from `.env` alone,
 * never from this process's environment.
 */
export function readCompose(input: ComposeInput): ComposeFacts | string | undefined {
  const { files, path } = input
  const file = readComposeFile(files, path)
  if (file === undefined) return `${path} cannot be read`
  const ours = ownServices(input)
  const publishes = ({ name }: Own): boolean => property(file.services.get(name)?.data, 'ports') !== undefined
  const chosen = ours.find(publishes) ?? ours[0]
  const app = chosen?.name
  if (app === undefined) return undefined
  const reader = serviceReader(file)
  const itself = reader.of(app)
  if (itself === undefined) return [...reader.notes].map(note => `${path}: ${note}`).join('; ')
  const env = envOf(itself, files)
  const names = needed(app, reader.of, [...file.services.keys()], Object.values(env.values))
  const all = [app, ...names]
  const isOwn = (name: string): boolean =>
    ours.some(own => own.name === name && own.target === chosen?.target)
  const made = names.map(name =>
    serviceOf({ name, isOwn, all, of: reader.of, files, envOf: each => envOf(each, files).values }),
  )
  const notes = [
    ...env.notes,
    ...made.flatMap(each => (typeof each === 'string' ? [each] : each.notes)),
    ...reader.notes,
  ]
  return {
    app,
    env: env.values,
    healthcheck: healthOf(itself),
    services: made.flatMap(each => (typeof each === 'string' ? [] : [each.service])),
    notes: notes.map(note => `${path}: ${note}`),
  }
}

/** Services with their variables put in. Only those that are asked for: what another one lacks matters to nobody. */
function serviceReader(file: ComposeFile) {
  const notes = new Set<string>()
  const expand = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown) => expand(item))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(entriesOf(value).map(([key, item]) => [key, expand(item)]))
    if (typeof value !== 'string') return value
    const expanded = file.expand(value)
    if (expanded.kind === 'known') return expanded.value
    notes.add(`${expanded.reason}; what it stands in is empty`)
    // Of `NAME=$VALUE` the name stays.
    return /^[\w.-]+=/.exec(value)?.[0] ?? ''
  }
  const known = new Map<string, ComposeService | undefined>()
  const of = (name: string): ComposeService | undefined => {
    if (known.has(name)) return known.get(name)
    const read = safeParse(composeService, expand(file.services.get(name)?.data))
    if (!read.success) {
      const [issue] = read.issues
      const place = issue.path?.map(({ key }) => String(key)).join('.') ?? ''
      notes.add(`the service ${name} cannot be read: ${place} ${issue.message}`)
    }
    known.set(name, read.success ? read.output : undefined)
    return known.get(name)
  }
  return { of, notes }
}

interface Own {
  readonly name: string
  readonly target: string | undefined
}

/** Built from this folder with our Dockerfile. */
function ownServices({ files, path, appFolder, dockerfile }: ComposeInput): readonly Own[] {
  return composeBuilds(files, [path])
    .builds.filter(build => build.file === path && build.context === appFolder)
    .filter(build => build.inline === undefined && build.dockerfile === posix.join(appFolder, dockerfile))
    .map(({ name, target }) => ({ name: name.replace(/^service /, ''), target }))
}

/** Those that it depends on, and theirs; and those whose names stand as hosts in its environment. */
function needed(
  app: string,
  of: (name: string) => ComposeService | undefined,
  all: readonly string[],
  values: readonly string[],
): readonly string[] {
  const named = all.filter(name => values.some(value => namesHost(value, name)))
  const found = new Set<string>()
  const add = (name: string): void => {
    if (name === app || found.has(name)) return
    found.add(name)
    for (const other of dependenciesOf(of(name))) add(other)
  }
  for (const name of [...dependenciesOf(of(app)), ...named]) add(name)
  return [...found]
}

/** `db`, `db:5432`, `postgres://user@db/app`. */
function namesHost(value: string, name: string): boolean {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`(?:^|//|[@,])${escaped}(?::\\d+)?(?:$|[/?,])`).test(value)
}

interface Environment {
  readonly values: Readonly<Record<string, string>>
  readonly notes: readonly string[]
}

/** `environment` over `env_file`. A name without a value is asked of the shell, and is left out here. */
function envOf(service: ComposeService, files: AppFiles): Environment {
  const values: Record<string, string> = {}
  const notes: string[] = []
  const listed = service.env_file ?? []
  for (const entry of typeof listed === 'string' ? [listed] : listed) {
    const { path, required = true } = typeof entry === 'string' ? { path: entry } : entry
    const text = files.read(posix.normalize(path))
    if (text !== undefined) Object.assign(values, Object.fromEntries(readEnvFile(text)))
    else if (required) notes.push(`the env_file ${path} cannot be read`)
  }
  const own = service.environment ?? []
  const pairs = Array.isArray(own)
    ? own.map(each => splitOnce(each))
    : Object.entries(own).map(([name, value]) => [name, value === null ? undefined : String(value)] as const)
  for (const [name, value] of pairs) {
    if (value !== undefined) values[name] = value
    else if (values[name] === undefined) notes.push(`${name} has no value here, and is left out`)
  }
  return { values, notes }
}

function splitOnce(pair: string): readonly [string, string | undefined] {
  const at = pair.indexOf('=')
  return at === -1 ? [pair, undefined] : [pair.slice(0, at), pair.slice(at + 1)]
}
