/** `gcr.io/distroless/cc-debian13:nonroot` in its parts. */
export interface Reference {
  /** Without Docker Hub's own prefix: `node`, `gcr.io/distroless/cc-debian13`. */
  readonly repository: string
  readonly tag: string
}

/**
 * Takes an image reference apart. Undefined for one with a digest, since bytes can't be stood in for, and for
 * what is not a reference at all (`scratch`, an unresolved variable).
 */
export function parseReference(text: string): Reference | undefined {
  if (text === 'scratch' || text.includes('@') || !/^[\w./:-]+$/.test(text)) return undefined
  const slash = text.lastIndexOf('/')
  const colon = text.indexOf(':', slash + 1)
  const name = colon < 0 ? text : text.slice(0, colon)
  const tag = colon < 0 ? 'latest' : text.slice(colon + 1)
  if (name === '' || tag === '') return undefined
  return { repository: name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, ''), tag }
}
