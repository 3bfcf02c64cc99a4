import type { FoundCommand } from '../commands.ts'

/** Where a tool keeps what it downloads, for root. */
export interface ToolCache {
  readonly tools: RegExp
  readonly verbs: RegExp
  readonly folders: readonly string[]
  /** By name, those that say where the folders are, and what they hold where the folders are these. */
  readonly variables: Readonly<Record<string, RegExp>>
  /** Arguments that show that a layer is meant to hold it: a RUN of its own downloads, or another needs no network. */
  readonly layered?: RegExp
  /** The image whose layout this is; any where undefined. */
  readonly image?: RegExp
  /** True where nothing but the tool's next run reads it: what is installed lies elsewhere. */
  readonly onlyCache: boolean
  /** True where another rule speaks of it in a stage that ships. */
  readonly inLayer: boolean
}

const CACHES: readonly ToolCache[] = [
  {
    tools: /^npm$/,
    verbs: /^(?:ci|install|i|clean-install)$/,
    folders: ['/root/.npm'],
    variables: { npm_config_cache: /^$|^\/root\/\.npm$/ },
    onlyCache: true,
    inLayer: true,
  },
  {
    tools: /^pip[\d.]*$/,
    verbs: /^(?:install|wheel)$/,
    folders: ['/root/.cache/pip'],
    variables: { PIP_CACHE_DIR: /^$/, PIP_NO_CACHE_DIR: /^$/, XDG_CACHE_HOME: /^$/ },
    onlyCache: true,
    inLayer: true,
  },
  {
    tools: /^go$/,
    verbs: /^(?:build|install|test|generate|vet)$/,
    folders: ['/go/pkg/mod', '/root/.cache/go-build'],
    variables: { GOPATH: /^(?:\/go\/?)?$/, GOMODCACHE: /^$/, GOCACHE: /^$/, XDG_CACHE_HOME: /^$/ },
    layered: /^(?:download|tidy|vendor|get)$/,
    image: /(?:^|\/)golang$/,
    onlyCache: false,
    inLayer: false,
  },
  {
    tools: /^mvnw?$/,
    verbs: /^(?:package|install|verify|deploy|compile|test)$/,
    layered: /^(?:dependency:.*|-o|--offline)$/,
    folders: ['/root/.m2/repository'],
    variables: { MAVEN_OPTS: /^(?!.*maven\.repo)/, MAVEN_ARGS: /^(?!.*maven\.repo)/ },
    onlyCache: false,
    inLayer: false,
  },
  {
    tools: /^cargo$/,
    verbs: /^(?:build|install|test)$/,
    folders: ['/usr/local/cargo/registry'],
    variables: { CARGO_HOME: /^(?:\/usr\/local\/cargo\/?)?$/, PATH: /^(?!.*\.cargo\/bin)/ },
    layered: /^(?:fetch|vendor|chef|--offline|--frozen)$/,
    image: /(?:^|\/)rust$/,
    onlyCache: false,
    inLayer: false,
  },
]

/** The cache of a command that downloads; undefined where it keeps none, or is told not to. */
export function cacheOf(
  { name, args }: FoundCommand,
  imageOf: () => string | undefined,
): ToolCache | undefined {
  const cache = CACHES.find(({ tools }) => tools.test(name))
  if (cache === undefined || !args.some(arg => cache.verbs.test(arg ?? ''))) return undefined
  if (cache.image?.test(imageOf() ?? '') === false) return undefined
  const told = args.some(arg =>
    /^--(?:no-cache-dir|cache-dir|cache|prefix|global)\b|^-Dmaven\.repo|^-g$/.test(arg ?? ''),
  )
  return told ? undefined : cache
}
