import { posix } from 'node:path'
import { safeParse } from 'valibot'
import type { AppFiles } from '../../app/app-files.ts'
import { composeBuilds } from '../../app/builds/compose-builds.ts'
import { readEnvFile } from '../../app/builds/interpolate.ts'
import type { Service, ServiceHealth } from '../config.ts'
import { composeService, type ComposeService } from './compose-schema.ts'
import { type ComposeProject, readComposeProject } from './project.ts'
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
 * Reads a Compose project as data: the service that is built from this folder, and those that it depends on. Undefined
 * where no service is built from it; a text where the file cannot be used, and why. Variables come from `.env` alone,
 * never from this process's environment.
 */
export function readCompose(input: ComposeInput): ComposeFacts | string | undefined {
  const { files, path } = input
  const project = readComposeProject(files, path)
  if (project === undefined) return `${path} cannot be read`
  const ours = ownServices(input, project)
  const publishes = ({ name }: Own): boolean => project.services.get(name)?.data['ports'] !== undefined
  const chosen = ours.find(publishes) ?? ours[0]
  const app = chosen?.name
  if (app === undefined) return undefined
  const reader = serviceReader(project)
  const itself = reader.of(app)
  if (itself === undefined) return [...reader.notes].join('; ')
  const env = envOf(itself, files)
  const names = needed(app, reader.of, project, Object.values(env.values))
  const all = [app, ...names.started]
  const isOwn = (name: string): boolean =>
    ours.some(own => own.name === name && own.target === chosen?.target)
  const made = names.started.map(name => {
    const envOfOne = (each: ComposeService) => envOf(each, files).values
    const one = serviceOf({ name, isOwn, all, of: reader.of, files, project, envOf: envOfOne })
    const notes = typeof one === 'string' ? [one] : one.notes
    const place = project.services.get(name)?.place ?? path
    return {
      service: typeof one === 'string' ? undefined : one.service,
      notes: notes.map(note => `${place}: ${note}`),
    }
  })
  const place = project.services.get(app)?.place ?? path
  return {
    app,
    env: env.values,
    healthcheck: healthOf(itself),
    services: made.flatMap(({ service }) => service ?? []),
    notes: [
      ...project.notes,
      ...[...env.notes, ...ownFilesMissing(app, itself)].map(note => `${place}: ${note}`),
      ...made.flatMap(({ notes }) => notes),
      ...names.notes,
      ...reader.notes,
    ],
  }
}

/** The observed image gets no files: a candidate has to stand on its own. */
function ownFilesMissing(app: string, { secrets, configs }: ComposeService): readonly string[] {
  const what = [
    ...((secrets ?? []).length > 0 ? ['secrets'] : []),
    ...((configs ?? []).length > 0 ? ['configs'] : []),
  ]
  return what.length === 0 ? [] : [`${app}, the app itself, does not get its ${what.join(' and ')}`]
}

/** Only those that are asked for are checked: what another one lacks matters to nobody. */
function serviceReader({ services }: ComposeProject) {
  const notes = new Set<string>()
  const known = new Map<string, ComposeService | undefined>()
  const of = (name: string): ComposeService | undefined => {
    if (known.has(name)) return known.get(name)
    const { data, place = '', missing = [] } = services.get(name) ?? {}
    for (const reason of missing) notes.add(`${place}: ${reason}; what it stands in is empty`)
    const read = safeParse(composeService, data)
    if (!read.success && data !== undefined) {
      const [issue] = read.issues
      const key = issue.path?.map(part => String(part.key)).join('.') ?? ''
      notes.add(`${place}: the service ${name} cannot be read: ${key} ${issue.message}`)
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
function ownServices(
  { files, appFolder, dockerfile }: ComposeInput,
  project: ComposeProject,
): readonly Own[] {
  return composeBuilds(files, project.files)
    .builds.filter(build => project.files.includes(build.file) && build.context === appFolder)
    .filter(build => build.inline === undefined && build.dockerfile === posix.join(appFolder, dockerfile))
    .map(({ name, target }) => ({ name: name.replace(/^service /, ''), target }))
}

/**
 * Those that it depends on, and theirs; and those whose names stand as hosts in its environment, unless a profile has to
 * be asked for first, as with `docker compose up`.
 */
function needed(
  app: string,
  of: (name: string) => ComposeService | undefined,
  { services }: ComposeProject,
  values: readonly string[],
): { readonly started: readonly string[]; readonly notes: readonly string[] } {
  const named = [...services.keys()].filter(name => values.some(value => namesHost(value, name)))
  const started = new Set<string>()
  const add = (name: string): void => {
    if (name === app || started.has(name)) return
    started.add(name)
    for (const other of dependenciesOf(of(name))) add(other)
  }
  for (const name of dependenciesOf(of(app))) add(name)
  const profilesOf = (name: string): readonly string[] => of(name)?.profiles ?? []
  for (const name of named) if (profilesOf(name).length === 0) add(name)
  const left = named.filter(name => name !== app && !started.has(name))
  const notes = left.map(
    name =>
      `${services.get(name)?.place}: the service ${name} is only of the profile ${profilesOf(name).join(', ')}, and is not started`,
  )
  return { started: [...started], notes }
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
