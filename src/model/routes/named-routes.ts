import type { AppFiles } from '../../app/app-files.ts'
import { type Language, languageOf } from './languages.ts'
import { besideTheApp, scanRoutes } from './scan-routes.ts'

/** What an app's sources say that it answers to a GET. */
export interface NamedRoutes {
  /** Paths without parameters, in the order of the sources. */
  readonly paths: readonly string[]
  /**
   * True where nothing else is answered, as far as the sources tell, and no answer depends on more of a request than its
   * path: then whoever asked all of them asked all there is.
   */
  readonly all: boolean
  /** True where the one route is every path's. Only with `all`. */
  readonly everyPath: boolean
  /** Where they say that they listen. */
  readonly ports: readonly number[]
}

const code =
  /\.(?:go|[cm]?[jt]sx?|vue|svelte|astro|java|kts?|scala|groovy|py|rb|ru|php|rs|cs|fs|exs?|erl|gleam|c|cc|cpp|hs|pl|lua|clj|swift|dart)$/
const test = /(?:^|\/)(?:tests?|__tests__|testdata|node_modules)\/|[._](?:test|spec)\.\w+$/
/** Folders whose files many servers answer with, without a line of code; and parts of Spring that bring routes. */
const servedFolder = /(?:^|\/)(?:static|public|wwwroot|webapp)\//
const manifests = ['pom.xml', 'build.gradle', 'build.gradle.kts']
const servingPart = /\b(?:actuator|data-rest|springdoc|vaadin|h2-console|graphql|webflux-ui)\b/

/** Reads the sources; executes nothing. */
export function namedRoutes(app: AppFiles): NamedRoutes {
  const { routes, withParameters, ports: found } = scanRoutes(app)
  const ports = found.map(({ port }) => port)
  const paths = routes.map(({ path }) => path)
  const servers = withParameters.length === 0 ? wholeSources(app) : []
  const everyPath = paths.every(path => path === '/') && servers.filter(takesEveryPath).length === 1
  if (everyPath) return { paths: ['/'], all: true, everyPath, ports }
  return { paths, all: servers.length > 0 && paths.length > 0, everyPath, ports }
}

interface Source {
  readonly language: Language
  /** Without its comments. */
  readonly text: string
}

/** The sources; none where something may answer that is not among the routes. Doubt counts as such. */
function wholeSources(app: AppFiles): readonly Source[] {
  const files = app.list()
  const sources = files.filter(file => code.test(file) && !test.test(file))
  const [language, ...others] = new Set(sources.map(languageOf))
  if (language?.registers === undefined || others.length > 0) return []
  if (sources.some(file => besideTheApp.test(file)) || files.some(file => servedFolder.test(file))) return []
  if (manifests.some(file => servingPart.test(app.read(file) ?? ''))) return []
  const texts = sources.map(file => app.read(file))
  const read = texts.flatMap(text =>
    text === undefined ? [] : [{ language, text: language.comments(text) }],
  )
  const isDoubtful = (source: Source): boolean =>
    language.reads?.test(source.text) === true || registersMore(source)
  return read.length < texts.length || read.some(isDoubtful) ? [] : read
}

/** Whether something registers a route that is none of those that are read. */
function registersMore({ language, text }: Source): boolean {
  const { registers, routes, everyPath } = language
  const readable = everyPath === undefined ? routes : [...routes, everyPath]
  const known = readable.flatMap(each => [...text.matchAll(each)])
  const isKnown = (at: number): boolean =>
    known.some(({ index, 0: { length } }) => index <= at && at < index + length)
  return registers !== undefined && [...text.matchAll(registers)].some(({ index }) => !isKnown(index))
}

const takesEveryPath = ({ language: { everyPath }, text }: Source): boolean =>
  everyPath !== undefined && [...text.matchAll(everyPath)].length === 1
