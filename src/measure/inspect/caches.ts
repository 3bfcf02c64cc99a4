/** Files that a package manager keeps for its next run, which an image never has. */
export interface CacheRule {
  readonly what: string
  readonly path: RegExp
  readonly advice: string
}

const HOME = '(?:/root|/home/[^/]+)'
const MOUNT = 'keep it in a cache mount: RUN --mount=type=cache,target=…'

const CACHE_RULES: readonly CacheRule[] = [
  {
    what: 'apt package lists',
    path: /^\/var\/lib\/apt\/lists\/(?!lock$|partial$)/,
    advice: 'delete /var/lib/apt/lists/* in the same RUN, or use a cache mount',
  },
  {
    what: 'apt archives and caches',
    path: /^\/var\/cache\/apt\/(?!archives\/lock$)/,
    advice: 'run apt-get clean in the same RUN, or use a cache mount',
  },
  {
    what: 'apk cache',
    path: /^\/(?:var\/cache|etc)\/apk\/(?:cache\/|APKINDEX)/,
    advice: 'apk add --no-cache',
  },
  {
    what: 'dnf and yum caches',
    path: /^\/var\/cache\/(?:dnf|yum|libdnf5)\//,
    advice: 'dnf clean all in the same RUN',
  },
  { what: 'npm cache', path: new RegExp(`^${HOME}/\\.npm/`), advice: MOUNT },
  {
    what: 'yarn cache',
    path: new RegExp(`^(?:/usr/local/share/\\.cache/yarn|${HOME}/\\.(?:yarn/berry/cache|cache/yarn))/`),
    advice: MOUNT,
  },
  {
    what: 'pnpm store',
    path: new RegExp(`^${HOME}/(?:\\.local/share/pnpm/store|\\.cache/pnpm)/`),
    advice: MOUNT,
  },
  {
    what: 'pip, Poetry and uv caches',
    path: new RegExp(`^${HOME}/\\.cache/(?:pip|pypoetry|uv|pipenv)/`),
    advice: 'pip install --no-cache-dir, or a cache mount',
  },
  { what: 'Maven repository', path: new RegExp(`^${HOME}/\\.m2/(?:repository|wrapper)/`), advice: MOUNT },
  {
    what: 'Gradle caches',
    path: new RegExp(`^(?:${HOME}|/home/gradle)/\\.gradle/(?:caches|wrapper)/`),
    advice: MOUNT,
  },
  { what: 'Go build cache', path: new RegExp(`^${HOME}/\\.cache/go-build/`), advice: MOUNT },
  { what: 'Go module cache', path: /^(?:\/root)?\/go\/pkg\/mod\//, advice: MOUNT },
  {
    what: 'Cargo registry',
    path: new RegExp(`^(?:${HOME}/\\.cargo|/usr/local/cargo)/(?:registry|git)/`),
    advice: MOUNT,
  },
  { what: 'NuGet packages', path: new RegExp(`^${HOME}/\\.nuget/packages/`), advice: MOUNT },
  {
    what: 'Composer cache',
    path: new RegExp(`^${HOME}/\\.(?:composer/cache|cache/composer)/`),
    advice: MOUNT,
  },
  {
    what: 'gem cache',
    path: /^\/usr\/(?:local\/)?(?:lib\/ruby\/gems\/[^/]+|bundle(?:\/ruby\/[^/]+)?)\/cache\//,
    advice: 'gem install --no-document and delete the cache in the same RUN',
  },
  { what: 'temporary files', path: /^\/(?:var\/)?tmp\//, advice: 'delete them in the RUN that makes them' },
]

/** Whether a path may lie in a cache: a quick no for nearly all. */
const QUICK =
  /^\/(?:var|root|home|go|tmp|etc\/apk|usr\/(?:local\/(?:share\/\.cache|cargo|bundle|lib\/ruby)|lib\/ruby|bundle))\//

export function cacheRule(path: string): CacheRule | undefined {
  if (!QUICK.test(path)) return undefined
  return CACHE_RULES.find(rule => rule.path.test(path))
}
