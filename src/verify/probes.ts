import type { CommandProbe, Config, HttpExpectation, HttpProbe } from '../config/config.ts'
import type { ImageConfig } from '../engines/engine.ts'
import { isAssetName } from './media-types.ts'

/** A request that is sent to every image alike. */
export interface PlannedHttp {
  /** `GET /assets/app.js`; unique within a plan. */
  readonly id: string
  readonly method: string
  readonly path: string
  readonly port: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly expect: HttpExpectation | undefined
  readonly origin: 'declared' | 'healthcheck' | 'openapi' | 'root' | 'unlikely' | 'source' | 'crawl'
  /** An asset is what a page loads by itself: scripts, styles, images, fonts. */
  readonly role: 'page' | 'asset'
  /** The path of the page or asset that names it. */
  readonly namedBy: string | undefined
}

/** A run of its own, for a program that ends. */
export interface PlannedRun {
  /** `run --name x`. */
  readonly id: string
  /** What follows the image's own command; undefined runs it as it is. */
  readonly args: readonly string[] | undefined
  readonly stdin: string | undefined
  readonly expect:
    | { readonly exitCode?: number; readonly stdout?: string; readonly stderr?: string }
    | undefined
}

/** A command that tries the running app. */
export interface PlannedCommand {
  /** `npm run test:e2e`; unique within a plan. */
  readonly id: string
  readonly probe: CommandProbe
}

/** What is sent, identically, to the original and to every candidate. */
export interface ProbePlan {
  /** TCP ports of the container that are asked. Empty for a program that is not expected to serve. */
  readonly ports: readonly number[]
  /** True where nothing names a port, so that well-known ones are tried. */
  readonly guessed: boolean
  readonly http: readonly PlannedHttp[]
  readonly runs: readonly PlannedRun[]
  readonly commands: readonly PlannedCommand[]
  /** Links that the bounded crawl left out. */
  readonly leftOut: number
}

/** Where an image names no port, after what the sources name: what frameworks listen on by default. */
const wellKnownPorts = [80, 8080, 3000, 8000, 5000, 4000, 4173, 5173, 8888, 9000]

/** A path that no app has on purpose; shows a server that answers every path alike. */
export const unlikelyPath = '/laststage-no-such-path-7f3a91'

/**
 * The probes that can be planned before anything runs: declared ones, the health check's URL, and `/` on each port.
 * What pages link to is found on the first run of the original (see `crawl.ts`).
 */
export function planProbes(config: Config, image: ImageConfig): ProbePlan {
  const runs = (config.exec ?? []).map(plannedRun)
  const named = namedPorts(config, image)
  const commands = plannedCommands(config.probes ?? [])
  const serves =
    commands.length > 0 ||
    named.length > 0 ||
    (config.http ?? []).length > 0 ||
    config.ready?.path !== undefined
  if (!serves && runs.length > 0) return { ports: [], guessed: false, http: [], runs, commands, leftOut: 0 }
  const guessed = named.length === 0
  const likely = [...new Set([...(config.inSources?.ports ?? []), ...wellKnownPorts])]
  const ports = guessed ? likely : named
  const http = guessed ? [] : httpProbes(config, image, ports)
  return { ports, guessed, http, runs, commands, leftOut: 0 }
}

/** The plan once a guessed port has answered. */
export function planForPort(config: Config, image: ImageConfig, plan: ProbePlan, port: number): ProbePlan {
  return { ...plan, ports: [port], guessed: false, http: httpProbes(config, image, [port]) }
}

/** A GET that a page or asset named. */
export function crawlProbe(
  path: string,
  port: number,
  role: 'page' | 'asset',
  namedBy: string,
  mainPort: number,
): PlannedHttp {
  return get(path, port, 'crawl', role, mainPort, namedBy)
}

/** A script that is not there, beside one that is. */
export function unlikelyAsset(script: string, port: number, mainPort: number): PlannedHttp {
  const path = script.replace(/[^/]*$/, 'laststage-no-such-file-7f3a91.js')
  return get(path, port, 'unlikely', 'asset', mainPort)
}

function httpProbes(config: Config, image: ImageConfig, ports: readonly number[]): readonly PlannedHttp[] {
  const main = ports[0] ?? 80
  const declared = (config.http ?? []).map(probe => declaredProbe(probe, main))
  const health = healthcheckProbe(image, main)
  const around = ports.flatMap(port => [
    get('/', port, 'root', 'page', main),
    get(unlikelyPath, port, 'unlikely', 'page', main),
  ])
  const documented = (config.documented ?? []).map(probe => documentedProbe(probe, main))
  const named = askable(config.inSources?.paths ?? []).map(path => get(path, main, 'source', 'page', main))
  return uniqueIds([...declared, ...(health ? [health] : []), ...documented, ...around, ...named])
}

/** More than these make a slow proof, and the first ones say the most. */
const mostNamed = 12

/** Of the paths that sources name, those that by their names end nothing and take no time on purpose. */
const askable = (paths: readonly string[]): readonly string[] =>
  paths
    .filter(
      path =>
        !/quit|exit|kill|shut|stop|abort|crash|panic|restart|sleep|slow|delay|stream|events?\b/i.test(path),
    )
    .slice(0, mostNamed)

/** What an OpenAPI document names. */
export function documentedProbe(probe: HttpProbe, main: number): PlannedHttp {
  return { ...declaredProbe(probe, main), origin: 'openapi', role: 'page', namedBy: undefined }
}

/** Where frameworks serve their OpenAPI document: FastAPI, Springdoc, Swagger tools, ASP.NET. */
export function servedDocuments(main: number): readonly PlannedHttp[] {
  const paths = ['/openapi.json', '/v3/api-docs', '/swagger.json', '/swagger/v1/swagger.json']
  return paths.map(path => get(path, main, 'openapi', 'page', main))
}

function namedPorts(config: Config, image: ImageConfig): readonly number[] {
  const declared = (config.http ?? []).flatMap(probe => (probe.port === undefined ? [] : [probe.port]))
  const ready = config.ready?.port === undefined ? [] : [config.ready.port]
  const exposed = image.exposedPorts.flatMap(tcpPort)
  const ofHealthcheck = healthcheckUrl(image)?.port
  const ports = [...ready, ...declared, ...exposed, ...(ofHealthcheck === undefined ? [] : [ofHealthcheck])]
  return [...new Set(ports)]
}

function tcpPort(exposed: string): readonly number[] {
  const match = /^(\d+)(?:\/tcp)?$/.exec(exposed)
  return match ? [Number(match[1])] : []
}

function declaredProbe(probe: HttpProbe, main: number): PlannedHttp {
  const port = probe.port ?? main
  // With an expectation, that alone says what it has to be; a missing asset may be what is expected.
  const isAsset = probe.method === 'GET' && probe.expect === undefined && isAssetName(probe.path)
  return {
    id: httpId(probe.method, probe.path, port, main),
    method: probe.method,
    path: probe.path,
    port,
    headers: probe.headers ?? {},
    body: probe.body,
    expect: probe.expect,
    origin: 'declared',
    role: isAsset ? 'asset' : 'page',
    namedBy: isAsset ? 'laststage.yaml' : undefined,
  }
}

function healthcheckProbe(image: ImageConfig, main: number): PlannedHttp | undefined {
  const url = healthcheckUrl(image)
  return url && get(url.path, url.port, 'healthcheck', 'page', main)
}

/** The first loopback URL that the health check's command names. */
function healthcheckUrl(image: ImageConfig): { readonly port: number; readonly path: string } | undefined {
  const text = image.healthcheck?.test.join(' ') ?? ''
  const match = /http:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d+))?(\/[^\s'"|;&)]*)?/.exec(
    text,
  )
  if (!match) return undefined
  return { port: Number(match[1] ?? 80), path: match[2] ?? '/' }
}

function get(
  path: string,
  port: number,
  origin: PlannedHttp['origin'],
  role: PlannedHttp['role'],
  main: number,
  namedBy?: string,
): PlannedHttp {
  const id = httpId('GET', path, port, main)
  return {
    id,
    method: 'GET',
    path,
    port,
    headers: {},
    body: undefined,
    expect: undefined,
    origin,
    role,
    namedBy,
  }
}

function httpId(method: string, path: string, port: number, main: number): string {
  return port === main ? `${method} ${path}` : `${method} :${port}${path}`
}

/** A plain GET that is already declared is not asked twice; other namesakes get a number. */
function uniqueIds(probes: readonly PlannedHttp[]): readonly PlannedHttp[] {
  const seen = new Map<string, number>()
  return probes.flatMap(probe => {
    const count = (seen.get(probe.id) ?? 0) + 1
    seen.set(probe.id, count)
    if (count === 1) return [probe]
    if (probe.origin !== 'declared') return []
    return [{ ...probe, id: `${probe.id} #${count}` }]
  })
}

function plannedRun(probe: NonNullable<Config['exec']>[number], index: number): PlannedRun {
  const words = ['run', ...probe.args].join(' ')
  const id = probe.stdin === undefined ? words : `${words} < stdin ${index + 1}`
  return { id, args: probe.args, stdin: probe.stdin, expect: probe.expect }
}

function plannedCommands(probes: readonly CommandProbe[]): readonly PlannedCommand[] {
  return probes.map((probe, index) => {
    const before = probes.slice(0, index).filter(({ name }) => name === probe.name).length
    return { id: before === 0 ? probe.name : `${probe.name} #${before + 1}`, probe }
  })
}
