import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Service, ServiceFile, ServiceHealth } from '../config.ts'
import { durationMs } from '../units.ts'
import type { ComposeService } from './compose-schema.ts'
import type { ComposeProject, SharedFile } from './project.ts'
import { splitWords } from './split-words.ts'

export interface ServiceRead {
  /** With paths of its files still relative to the Compose file's folder. */
  readonly service: Service
  readonly notes: readonly string[]
}

interface Reading {
  readonly name: string
  /** Whether it is built as the app itself is. */
  readonly isOwn: (name: string) => boolean
  /** The app and all that it needs. */
  readonly all: readonly string[]
  readonly of: (name: string) => ComposeService | undefined
  readonly files: AppFiles
  readonly project: ComposeProject
  readonly envOf: (service: ComposeService) => Readonly<Record<string, string>>
}

/** More is data, and no configuration: it would be copied for each observation. */
const mostFiles = 500
const mostBytes = 20_000_000

/** A service as it can be started beside the app; or why it cannot. */
export function serviceOf({ name, isOwn, all, of, files, project, envOf }: Reading): ServiceRead | string {
  const service = of(name)
  if (service === undefined) return `there is no service ${name}`
  if (!isOwn(name) && (service.image === undefined || service.build)) {
    return `the service ${name} is built, and is not started: only images are; declare it under \`services:\` in laststage.yaml with an image`
  }
  if (service.image === '') return `the image of the service ${name} is not known, and it is not started`
  const mounted = joined([filesOf(name, service, files), sharedFilesOf(name, service, files, project)])
  const health = healthOf(service)
  const after = dependenciesOf(service)
  const ends = all.some(other => conditionOf(of(other), name) === 'service_completed_successfully')
  const command = wordsOf(service.command)
  const entrypoint = wordsOf(service.entrypoint)
  const read: Service = {
    name,
    image: isOwn(name) ? '.' : (service.image ?? ''),
    ...(entrypoint && { entrypoint }),
    ...(command && { command }),
    env: envOf(service),
    ...(service.user !== undefined && { user: String(service.user) }),
    aliases: aliasesOf(service),
    ports: portsOf(service),
    ...(health && { healthcheck: health }),
    ...(mounted.files.length > 0 && { files: mounted.files }),
    ...(after.length > 0 && { after }),
    ...(ends && { ends }),
  }
  return { service: read, notes: [...mounted.notes, ...notGiven(name, service)] }
}

/** The services that have to be there first. */
export function dependenciesOf(service: ComposeService | undefined): readonly string[] {
  const on = service?.depends_on ?? []
  const links = (service?.links ?? []).map(link => link.split(':')[0] ?? link)
  return [...new Set([...(Array.isArray(on) ? on : Object.keys(on)), ...links])]
}

function conditionOf(service: ComposeService | undefined, dependency: string): string | undefined {
  const on = service?.depends_on ?? []
  return Array.isArray(on) ? undefined : on[dependency]?.condition
}

export function healthOf({ healthcheck }: ComposeService): ServiceHealth | undefined {
  if (!healthcheck?.test || healthcheck.disable === true) return undefined
  const { test } = healthcheck
  const whole = typeof test === 'string' ? ['CMD-SHELL', test] : test
  if (whole[0] !== 'CMD' && whole[0] !== 'CMD-SHELL') return undefined
  const timeoutMs = healthcheck.timeout === undefined ? undefined : durationMs(healthcheck.timeout)
  return { test: whole, ...(timeoutMs !== undefined && { timeoutMs }) }
}

function wordsOf(value: ComposeService['command']): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? splitWords(value) : value
}

function aliasesOf({ networks, hostname, container_name: container }: ComposeService): readonly string[] {
  const listed = networks === undefined || networks === null || Array.isArray(networks) ? {} : networks
  const ofNetworks = Object.values(listed).flatMap(network => network?.aliases ?? [])
  return [...new Set([...ofNetworks, hostname, container].filter(name => name !== undefined))]
}

/** The container's side of `8080:80`, `127.0.0.1:8080:80/tcp`, 80. */
function portsOf({ ports, expose }: ComposeService): readonly number[] {
  const published = (ports ?? []).map(port => (typeof port === 'object' ? port.target : port))
  const numbers = [...published, ...(expose ?? [])].flatMap(port => {
    const match = /(?:^|:)(\d+)(?:\/tcp)?$/.exec(String(port))
    return match ? [Number(match[1])] : []
  })
  return [...new Set(numbers)]
}

interface GivenFiles {
  readonly files: readonly ServiceFile[]
  readonly notes: readonly string[]
}

const joined = (given: readonly GivenFiles[]): GivenFiles => ({
  files: given.flatMap(each => each.files),
  notes: given.flatMap(each => each.notes),
})

/** Secrets and configs that are files of the project, where Compose puts them. */
function sharedFilesOf(
  name: string,
  { secrets, configs }: ComposeService,
  files: AppFiles,
  project: ComposeProject,
): GivenFiles {
  const found: ServiceFile[] = []
  const notes: string[] = []
  const give = (
    what: string,
    granted: NonNullable<ComposeService['secrets']>[number],
    shared: ReadonlyMap<string, SharedFile>,
    folder: string,
  ): void => {
    const { source, target = source } = typeof granted === 'string' ? { source: granted } : granted
    const from = shared.get(source) ?? { kind: 'unknown', reason: 'there is none of that name' }
    const path = from.kind === 'file' ? posix.normalize(from.path) : ''
    const size = from.kind === 'file' && files.has(path) ? (files.size(path) ?? 0) : undefined
    const why =
      from.kind === 'unknown'
        ? from.reason
        : size === undefined
          ? `${from.path} is no file of the project`
          : size > mostBytes
            ? 'it is too large'
            : undefined
    if (why === undefined) found.push({ from: path, to: posix.resolve(folder, target) })
    else notes.push(`${name} does not get the ${what} ${source}: ${why}`)
  }
  for (const each of secrets ?? []) give('secret', each, project.secrets, '/run/secrets')
  for (const each of configs ?? []) give('config', each, project.configs, '/')
  return { files: found, notes }
}

/** Files of the project that are mounted: copied, so that nothing is written back. Volumes start empty anyway. */
function filesOf(name: string, { volumes }: ComposeService, files: AppFiles): GivenFiles {
  const found: ServiceFile[] = []
  const notes: string[] = []
  for (const mount of volumes ?? []) {
    const { source, target } = typeof mount === 'string' ? shortMount(mount) : bindOf(mount)
    if (source === undefined) continue
    const path = posix.normalize(source).replace(/\/$/, '')
    const below = path === '.' ? '' : `${path}/`
    const inside = files.has(path) ? [path] : files.list().filter(file => file.startsWith(below))
    const bytes = inside.reduce((sum, file) => sum + (files.size(file) ?? 0), 0)
    if (/^(?:\/|~|\.\.(?:\/|$))/.test(path))
      notes.push(`${name} does not get ${source}: it is outside of the project`)
    else if (inside.length === 0) notes.push(`${name} does not get ${source}: there is no such file`)
    else if (inside.length > mostFiles || bytes > mostBytes)
      notes.push(`${name} does not get ${source}: it is too large`)
    else found.push(...inside.map(from => ({ from, to: posix.join(target, posix.relative(path, from)) })))
  }
  return { files: found, notes }
}

interface Mount {
  readonly source: string | undefined
  readonly target: string
}

/** `./init.sql:/docker-entrypoint-initdb.d/init.sql:ro`; a name, or a path alone, is a volume. */
function shortMount(text: string): Mount {
  const [source = '', target] = text.split(':')
  const isBind = target !== undefined && /^[./~]/.test(source)
  return { source: isBind ? source : undefined, target: target ?? source }
}

function bindOf({
  type,
  source,
  target,
}: {
  type?: string | undefined
  source?: string | undefined
  target: string
}): Mount {
  return { source: type === 'bind' ? source : undefined, target }
}

function notGiven(name: string, service: ComposeService): readonly string[] {
  const what = [
    ...(service.privileged === true ? ['privileged'] : []),
    ...((service.cap_add ?? []).length > 0 ? ['cap_add'] : []),
  ]
  return what.length === 0 ? [] : [`${name} does not get what it asks for under ${what.join(', ')}`]
}
