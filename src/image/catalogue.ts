/** Bytes of a well-known base image, for estimates where nothing is built. */
export interface KnownSize {
  readonly unpacked: number
  readonly compressed: number
}

/**
 * Rounded sizes in MB (unpacked and compressed) for linux/amd64. They are rules of thumb for a family's recent tags,
 * not read off a registry on a given day: good for an estimate that says it is one, never for a claim. The first
 * pattern that fits the normalised reference counts.
 */
const known: readonly (readonly [pattern: RegExp, unpacked: number, compressed: number])[] = [
  [/^alpine(:|$)/, 8, 3.6],
  [/^busybox(:|$)/, 4.3, 2.2],
  [/^debian:.*slim/, 75, 28],
  [/^debian(:|$)/, 117, 49],
  [/^ubuntu(:|$)/, 78, 30],

  [/^node:.*alpine/, 135, 48],
  [/^node:.*slim/, 200, 70],
  [/^node(:|$)/, 1100, 400],
  [/^golang:.*alpine/, 248, 76],
  [/^golang(:|$)/, 840, 295],
  [/^python:.*alpine/, 45, 17],
  [/^python:.*slim/, 125, 45],
  [/^python(:|$)/, 1020, 370],

  [/^eclipse-temurin:.*jre.*alpine/, 190, 65],
  [/^eclipse-temurin:.*jre/, 270, 90],
  [/^eclipse-temurin:.*alpine/, 330, 150],
  [/^eclipse-temurin(:|$)/, 430, 200],
  [/^maven:.*alpine/, 350, 165],
  [/^maven(:|$)/, 530, 245],

  [/^nginx:.*alpine-slim/, 12, 5],
  [/^nginx:.*alpine/, 48, 20],
  [/^nginx(:|$)/, 192, 72],
  [/^joseluisq\/static-web-server(:|$)/, 9, 4],

  [/^gcr\.io\/distroless\/static/, 2, 0.8],
  [/^gcr\.io\/distroless\/base/, 21, 9],
  [/^gcr\.io\/distroless\/cc/, 24, 10],
  [/^gcr\.io\/distroless\/java/, 190, 75],
  [/^gcr\.io\/distroless\/nodejs/, 150, 55],
  [/^gcr\.io\/distroless\/python3/, 55, 20],
]

/**
 * The size of a base image as far as it is known without asking anyone.
 * @param reference as after FROM: `node:20-alpine`, `docker.io/library/nginx:1.27`; `scratch` and `''` are empty
 * @returns undefined for an image that is not in the catalogue
 */
export function knownSize(reference: string): KnownSize | undefined {
  if (reference === '' || reference === 'scratch') return { unpacked: 0, compressed: 0 }
  const name = reference
    .replace(/@sha256:[0-9a-f]+$/, '')
    .replace(/^(?:index\.)?docker\.io\//, '')
    .replace(/^library\//, '')
  const entry = known.find(([pattern]) => pattern.test(name))
  if (entry === undefined) return undefined
  const [, unpacked, compressed] = entry
  return { unpacked: unpacked * 1e6, compressed: compressed * 1e6 }
}
