import type { AppFiles } from '../app/app-files.ts'
import { parseDockerfile } from '../dockerfile/parse.ts'
import { buildModel } from '../model/model.ts'
import { type FoundRoute, scanRoutes } from '../model/routes/scan-routes.ts'

/** What can be asked of an app, as far as its files say for sure. */
export interface FoundProbes {
  readonly port: number | undefined
  readonly routes: readonly FoundRoute[]
  /** Routes that need a value: for the user to fill in. */
  readonly withParameters: readonly string[]
  /** A reader's words on where the port was read. */
  readonly because: readonly string[]
}

/** More than these make a slow proof, and the first ones say the most. */
const mostRoutes = 12

/**
 * Finds probes without running anything: ports from EXPOSE or the sources, routes from the sources.
 * @param dockerfile the text that will stand there
 */
export function findProbes(app: AppFiles, dockerfile: string): FoundProbes {
  const { routes, ports, withParameters } = scanRoutes(app)
  const exposed = exposedPort(dockerfile)
  const [only, ...others] = ports
  const listened = others.length === 0 ? only : undefined
  const because = [
    ...(exposed === undefined ? [] : [`port ${exposed} (EXPOSE)`]),
    ...(exposed === undefined && listened !== undefined
      ? [`port ${listened.port} (${place(listened)})`]
      : []),
    ...routes.slice(0, mostRoutes).map(route => `GET ${route.path} (${place(route)})`),
  ]
  return {
    port: exposed ?? listened?.port,
    routes: routes.slice(0, mostRoutes),
    withParameters: withParameters.slice(0, mostRoutes),
    because,
  }
}

/** The first TCP port that the last stage exposes. */
function exposedPort(dockerfile: string): number | undefined {
  const steps = buildModel(parseDockerfile(dockerfile, 'Dockerfile')).final?.steps ?? []
  for (const { instruction } of steps) {
    if (instruction.name !== 'EXPOSE') continue
    for (const { value } of instruction.values) {
      const port = /^(\d+)(?:\/tcp)?$/.exec(value)?.[1]
      if (port !== undefined) return Number(port)
    }
  }
  return undefined
}

function place({ evidence }: Pick<FoundRoute, 'evidence'>): string {
  return evidence.range === undefined ? evidence.file : `${evidence.file}:${evidence.range.start.line}`
}
