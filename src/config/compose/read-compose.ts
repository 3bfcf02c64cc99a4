import { posix } from 'node:path'
import { safeParse } from 'valibot'
import { parse } from 'yaml'
import type { AppFiles } from '../../app/app-files.ts'
import type { Service, ServiceHealth } from '../config.ts'
import { composeSchema, type ComposeService } from './compose-schema.ts'
import { parseEnvFile } from './env-file.ts'
import { interpolate } from './interpolate.ts'
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
 * where no service is built from it. Variables come from `.env` alone, never from this process's environment.
 */
export function readCompose(input: ComposeInput): ComposeFacts | string | undefined {
  const { files, path } = input
  const missing = new Set<string>()
  const own = parseEnvFile(files.read('.env') ?? '')
  const variables = {
    of: (name: string) => own[name],
    onMissing: (name: string) => void missing.add(name),
  }
  const data = dataOf(files.read(path))
  if (data === undefined) return `${path} cannot be read`
  const read = safeParse(composeSchema, data)
  if (!read.success) {
    const [issue] = read.issues
    const place = issue.path?.map(({ key }) => String(key)).join('.')
    return `${path} cannot be read: ${place === undefined ? '' : `${place}: `}${issue.message}`
  }
  const raw = read.output.services
  const app = appService(raw, input)
  if (app === undefined) return undefined
  const whole = new Map<string, ComposeService>()
  const of = (name: string): ComposeService | undefined => {
    const known = whole.get(name)
    const found = raw[name]
    if (known !== undefined || !found) return known
    // Only what is used: a variable that only another service names is missed by nobody.
    const checked = safeParse(composeSchema, interpolate({ services: { [name]: found } }, variables))
    const service = checked.success ? checked.output.services[name] : undefined
    if (service) whole.set(name, service)
    return service ?? undefined
  }
  const itself = of(app)
  if (itself === undefined) return undefined
  const env = envOf(itself, files)
  const all = Object.keys(raw)
  const names = needed(app, of, all, Object.values(env.values))
  const made = names.map(name =>
    serviceOf({ name, all, of, files, envOf: each => envOf(each, files).values }),
  )
  const notes = [
    ...env.notes,
    ...made.flatMap(each => (typeof each === 'string' ? [each] : each.notes)),
    ...[...missing].map(name => `${name} is not set in .env, so it is empty`),
  ]
  return {
    app,
    env: env.values,
    healthcheck: healthOf(itself),
    services: made.flatMap(each => (typeof each === 'string' ? [] : [each.service])),
    notes: notes.map(note => `${path}: ${note}`),
  }
}

function dataOf(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return parse(text, { merge: true, maxAliasCount: 100, logLevel: 'error' })
  } catch {
    return undefined
  }
}

/** Built from this folder; of several, the one with our Dockerfile, then one that publishes a port. */
function appService(
  services: Readonly<Record<string, ComposeService | null>>,
  { appFolder, dockerfile }: ComposeInput,
): string | undefined {
  const here = Object.entries(services).flatMap(([name, service]) => {
    const build = service?.build
    if (!service || !build) return []
    const { context = '.', dockerfile: file = 'Dockerfile' } =
      typeof build === 'string' ? { context: build } : build
    if (posix.join('.', context, '.') !== posix.join('.', appFolder, '.')) return []
    return [{ name, service, isOurs: posix.normalize(file) === posix.normalize(dockerfile) }]
  })
  const ours = here.filter(({ isOurs }) => isOurs)
  const best = ours.find(({ service }) => (service.ports ?? []).length > 0) ?? ours[0]
  return best?.name
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
    if (text !== undefined) Object.assign(values, parseEnvFile(text))
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
