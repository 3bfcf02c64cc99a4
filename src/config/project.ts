import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { AppFiles } from '../app/app-files.ts'
import { readAppFolder } from '../app/read-app-folder.ts'
import { UserError } from '../errors.ts'
import type { CommandProbe, Config, ServiceHealth } from './config.ts'

export interface ProjectInput {
  readonly config: Config
  /** The app's folder on this machine, and its files. */
  readonly root: string
  readonly app: AppFiles
  /** The Dockerfile, relative to it. */
  readonly dockerfile: string
  /** False leaves services and the Compose file out. */
  readonly services: boolean
  /** The environment of this process, for commands that run on this machine. */
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Project {
  /** With what the project says of its surroundings. */
  readonly config: Config
  /** What is run beside the app's own image: to be said before it is. */
  readonly announcements: readonly string[]
  /** What a Compose file asks for and is not given. */
  readonly notes: readonly string[]
}

/** The names that Compose itself looks for, in its order. */
const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
/** Of folders above the app's that may hold the Compose file of a repository of several apps. */
const mostFoldersUp = 5

/**
 * Adds to a configuration what it takes to observe the app as it lives: its services, from laststage.yaml or else from
 * the Compose file, and where its commands run. Reads files, executes nothing.
 */
export async function withProject(input: ProjectInput): Promise<Project> {
  const { config, root, app, env } = input
  const commands = (config.probes ?? []).filter(({ where }) => where === 'host')
  const own: Config = {
    ...config,
    ...(commands.length > 0 && { host: { folder: root, env } }),
    ...(config.services && { services: input.services ? ownServices(config.services, root, app) : [] }),
  }
  const told = commands.map(({ name }) => `Runs on this machine, from laststage.yaml: ${name}`)
  const composed = input.services && config.services === undefined ? await fromCompose(input) : undefined
  const documented = await (await import('./openapi/read-openapi.ts')).findOpenApi(app)
  const whole = {
    ...own,
    ...composed?.config,
    ...(documented && { documented: documented.probes }),
  }
  return {
    config: whole,
    announcements: [...told, ...started(whole, composed?.path)],
    notes: composed?.notes ?? [],
  }
}

function started({ services = [] }: Config, path = 'laststage.yaml'): readonly string[] {
  if (services.length === 0) return []
  const named = services
    .map(({ name, image }) => `${name} (${image === '.' ? 'the app itself' : image})`)
    .join(', ')
  return [
    `Services, started afresh for each observation: ${named}, from ${path}; --no-services leaves them out.`,
  ]
}

/** Files of laststage.yaml's services lie in the app's folder. */
function ownServices(services: NonNullable<Config['services']>, root: string, app: AppFiles) {
  return services.map(service => {
    const files = service.files?.map(({ from, to }) => {
      if (app.has(from)) return { from: join(root, from), to }
      const hint = 'Files of services are paths of single files in the app folder.'
      throw new UserError('no-service-file', `${service.name} needs ${from}, which is not there`, hint)
    })
    return { ...service, ...(files && { files }) }
  })
}

interface Composed {
  readonly path: string
  readonly config: Pick<Config, 'env' | 'services' | 'probes'>
  readonly notes: readonly string[]
}

async function fromCompose({ config, root, app, dockerfile }: ProjectInput): Promise<Composed | undefined> {
  const path = findCompose(root)
  if (path === undefined) return undefined
  const folder = dirname(path)
  const files = folder === root ? app : readAppFolder(folder)
  const { readCompose } = await import('./compose/read-compose.ts')
  const name = path.slice(folder.length + 1)
  const appFolder = relative(folder, root).split(sep).join('/')
  const facts = readCompose({ files, path: name, appFolder, dockerfile })
  if (facts === undefined) return undefined
  const shown = relative(root, path)
  if (typeof facts === 'string') return { path: shown, config: {}, notes: [facts] }
  const services = facts.services.map(({ files, ...service }) => ({
    ...service,
    ...(files && { files: files.map(({ from, to }) => ({ from: join(folder, from), to })) }),
  }))
  const health = facts.healthcheck === undefined ? [] : [healthProbe(name, facts.healthcheck)]
  return {
    path: shown,
    config: {
      env: { ...facts.env, ...config.env },
      services,
      probes: [...(config.probes ?? []), ...health],
    },
    notes: facts.notes,
  }
}

/** In the app's folder, or in one above it within the same repository: what lies further up is nobody's word on this app. */
function findCompose(root: string): string | undefined {
  const folders = [root]
  for (let folder = root; folders.length <= mostFoldersUp && !isRepository(folder); ) {
    folder = dirname(folder)
    folders.push(folder)
  }
  const within = folders.some(isRepository) ? folders : [root]
  return within.flatMap(folder => composeNames.map(name => join(folder, name))).find(path => existsSync(path))
}

function isRepository(folder: string): boolean {
  return existsSync(join(folder, '.git'))
}

/** What Compose would run in the app's container. The original decides what it has to answer. */
function healthProbe(file: string, { test: [kind, ...test], timeoutMs }: ServiceHealth): CommandProbe {
  return {
    name: `healthcheck of ${file}`,
    command: kind === 'CMD-SHELL' ? test.join(' ') : test,
    where: 'container',
    compareOutput: false,
    exitCode: undefined,
    ...(timeoutMs !== undefined && { timeoutMs }),
  }
}
