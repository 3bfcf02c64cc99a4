import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Config } from '../../config/config.ts'
import { type Project, withProject } from '../../config/project.ts'
import { parseConfig, readConfig } from '../../config/read-config.ts'
import { UserError } from '../../errors.ts'
import { renderDiagnostics } from '../../report/terminal/diagnostics.ts'
import type { Style } from '../../report/terminal/style.ts'
import { type ColorChoice, type Io, styleFor } from '../io.ts'

/**
 * The configuration that was named, or the app's own.
 * @param named as after `--config`, relative to `cwd`
 * @throws UserError where it cannot be read or is wrong; going on without it would prove something else
 */
export async function loadConfig(
  app: AppFiles,
  named: string | undefined,
  cwd: string,
  style: Style,
): Promise<Config> {
  const text = named === undefined ? undefined : await textOf(resolve(cwd, named), named)
  const read =
    text === undefined || named === undefined ? await readConfig(app) : await parseConfig(text, named)
  if (read.diagnostics.length === 0) return read.config
  const file = read.file ?? named ?? 'laststage.yaml'
  const texts = new Map([[file, text ?? app.read(file) ?? '']])
  const lines = renderDiagnostics(read.diagnostics, texts, style)
  throw new UserError('bad-config', [`${file} is not valid`, ...lines].join('\n'))
}

export interface ProjectRequest {
  readonly root: string
  readonly app: AppFiles
  /** Undefined where the images need not be made of this folder: then its sources say nothing of them. */
  readonly dockerfile: string | undefined
  /** As after `--config`. */
  readonly named: string | undefined
  /** False with `--no-services`. */
  readonly services: boolean | undefined
  readonly color: ColorChoice
  readonly io: Io
}

/**
 * The configuration with what the project says of the app's surroundings; tells what will run beside the app.
 * @throws UserError as `loadConfig` does, and where a service's file is not there
 */
export async function loadProject(request: ProjectRequest): Promise<Project> {
  const { root, app, dockerfile, named, services = true, color, io } = request
  const config = await loadConfig(app, named, io.cwd, styleFor(io.stderr, io, color))
  const around = { root, app, dockerfile: dockerfile ?? 'Dockerfile', services, env: io.env }
  const project = await withProject({ config, ...around })
  for (const line of project.announcements) io.stderr.write(`${line}\n`)
  if (dockerfile === undefined) return project
  const { namedRoutes } = await import('../../model/routes/named-routes.ts')
  return { ...project, config: { ...project.config, inSources: namedRoutes(app) } }
}

async function textOf(path: string, named: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw new UserError('no-config', `${named} cannot be read`, 'Give --config a YAML file with probes.')
  }
}
