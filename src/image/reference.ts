/** `node:20-alpine` in its parts, as Docker reads it. */
export interface ImageReference {
  /** `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly registry: string
  /** With `library/` where Docker Hub's short form leaves it out. */
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`)
const REGISTRY = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[a-fA-F0-9:]+\])(?::\d+)?$/
const TAG = /^\w[\w.-]{0,127}$/
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/

/**
 * Reads an image reference; undefined where Docker would refuse it (or it still holds a variable). Grammar and
 * defaults are those of https://pkg.go.dev/github.com/distribution/reference
 */
export function parseReference(text: string): ImageReference | undefined {
  const at = text.indexOf('@')
  const digest = at < 0 ? undefined : text.slice(at + 1)
  if (digest !== undefined && !DIGEST.test(digest)) return undefined
  const name = at < 0 ? text : text.slice(0, at)
  const colon = name.lastIndexOf(':')
  const tagged = colon > name.lastIndexOf('/')
  const tag = tagged ? name.slice(colon + 1) : undefined
  if (tag !== undefined && !TAG.test(tag)) return undefined
  const place = splitRegistry(tagged ? name.slice(0, colon) : name)
  if (!REGISTRY.test(place.registry) || !PATH.test(place.repository)) return undefined
  if (place.repository.length > 255) return undefined
  return { ...place, tag, digest }
}

/** `docker.io/library/node:20-alpine`; `:latest` where neither tag nor digest is said. */
export function canonicalReference(reference: ImageReference): string {
  const { registry, repository, digest } = reference
  const tag = reference.tag ?? (digest === undefined ? 'latest' : undefined)
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
}

/** `node:20-alpine`: as people write it, without what Docker adds by itself. */
export function familiarReference(reference: ImageReference): string {
  const full = canonicalReference(reference)
  return full.replace(/^docker\.io\/(?:library\/)?/, '')
}

/** The first part is a registry only where it looks like a host: it has a dot, a port, a capital, or is localhost. */
function splitRegistry(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(slash, 0))
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase()
  if (slash >= 0 && isHost && first !== 'docker.io' && first !== 'index.docker.io')
    return { registry: first, repository: name.slice(slash + 1) }
  const rest = slash >= 0 && isHost ? name.slice(slash + 1) : name
  return { registry: 'docker.io', repository: rest.includes('/') ? rest : `library/${rest}` }
}
