import { posix } from 'node:path'
import type { Located, PackageJson } from '../../app/package-json.ts'
import type { Evidence } from '../../model/change.ts'

/** What builds the site, and what its output looks like. */
export interface Framework {
  readonly id: string
  readonly title: string
  readonly evidence: Evidence
  /** Relative to the package's folder. */
  readonly output: string
  /** The path below which the site expects to be served; ends in a slash. */
  readonly base: string
  readonly baseEvidence: Evidence | undefined
  /** The folder of the output whose file names carry a hash; undefined where they lie among the others. */
  readonly hashed: string | undefined
  /** True where `/about` may be the page about.html. */
  readonly pages: boolean
  /** The page that the build writes for what is not there. */
  readonly notFound: string | undefined
  /** True where the build writes source maps that nothing asks for. */
  readonly maps: boolean
  /** Where it keeps what it compiled, relative to the package's folder; its key covers sources, settings and environment. */
  readonly buildCache?: string
}

/** A script of package.json as evidence. */
export function factOf(manifest: PackageJson, name: string, located: Located): Evidence {
  return { file: manifest.path, range: located.range, fact: `"${name}": "${located.value}"` }
}

/** `vite.config.ts:3`, for messages. */
export const placeOf = ({ file, range }: Evidence): string => `${file}:${range?.start.line ?? 1}`

/** The path below which a site is served: that of a URL, `/` for a relative one; undefined for what is no path. */
export function basePath(written: string): string | undefined {
  if (written === '' || written === '.' || written === './') return '/'
  const path = /^https?:\/\//.test(written) ? pathOfUrl(written) : written
  if (path === undefined || /[\s$`{}"';]/.test(path)) return undefined
  return posix.join('/', path, '/')
}

function pathOfUrl(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).pathname : undefined
}
