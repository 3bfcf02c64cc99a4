import { publishedFor } from './architectures.ts'
import { baseFacts } from './base-facts.ts'

/** What a program asks of the image that it runs on. What is absent is not asked for. */
export interface BaseNeeds {
  readonly libc?: 'glibc' | 'musl'
  /** The C++ library and libgcc. */
  readonly cxx?: boolean
  readonly openssl?: boolean
  readonly certificates?: boolean
  readonly timezones?: boolean
  /** /etc/passwd, /etc/group and /tmp. */
  readonly accounts?: boolean
  readonly shell?: boolean
  /** Of the Java runtime that starts the program. */
  readonly java?: number
  /** As in `--platform`, without `linux/`. */
  readonly architectures?: readonly string[]
}

/** An image that was passed over. */
export interface PassedOver {
  readonly image: string
  /** `no glibc`, `perhaps no OpenSSL` where nobody says so. */
  readonly lacks: readonly string[]
}

export interface BaseChoice {
  readonly image: string
  /** The smaller ones, smallest first. */
  readonly passedOver: readonly PassedOver[]
}

/** The Debian release on which distroless images stand; the tag pins it, so that a libc never changes unseen. */
const debian = 'debian13'

/** From the smallest to the largest; a test holds the order against the sizes on record. */
export const ladder: readonly string[] = [
  'scratch',
  `gcr.io/distroless/static-${debian}`,
  'alpine:3',
  `gcr.io/distroless/base-nossl-${debian}`,
  `gcr.io/distroless/base-${debian}`,
  `gcr.io/distroless/cc-${debian}`,
  'debian:trixie-slim',
]

/**
 * The smallest base of the catalogue that has all that is needed.
 * @returns undefined where none is known to have it
 */
export function chooseBase(needs: BaseNeeds): BaseChoice | undefined {
  if (needs.java !== undefined)
    return { image: `gcr.io/distroless/java${needs.java}-${debian}`, passedOver: [] }
  const passedOver: PassedOver[] = []
  for (const image of ladder) {
    const lacks = lackingIn(image, needs)
    if (lacks.length === 0) return { image, passedOver }
    passedOver.push({ image, lacks })
  }
  return undefined
}

/**
 * What an image is not known to have, of what is needed: `no C library`.
 * @param image as after FROM; one that the catalogue does not know lacks nothing that can be told
 */
export function lackingIn(image: string, needs: BaseNeeds): readonly string[] {
  const facts = baseFacts(image)
  if (facts === undefined) return []
  const wanted: readonly (readonly [asked: boolean | undefined, has: boolean | undefined, what: string])[] = [
    [needs.libc !== undefined, facts.libc === needs.libc, needs.libc ?? ''],
    [needs.cxx, facts.cxx, 'C++ library'],
    [needs.openssl, facts.openssl, 'OpenSSL'],
    [needs.certificates, facts.certificates, 'CA certificates'],
    [needs.timezones, facts.timezones, 'time zones'],
    // Only an empty image has no file at all.
    [needs.accounts, image !== 'scratch', 'accounts or /tmp'],
    [needs.shell, facts.shell === undefined ? undefined : facts.shell !== 'none', 'shell'],
  ]
  const things = wanted.flatMap(([asked, has, what]) =>
    asked !== true || has === true ? [] : has === false ? [`no ${what}`] : [`perhaps no ${what}`],
  )
  const missing = (needs.architectures ?? []).filter(each => !isPublished(image, each))
  return [...things, ...missing.map(each => `no image for linux/${each}`)]
}

function isPublished(image: string, architecture: string): boolean {
  return publishedFor(image)?.architectures.includes(architecture) ?? true
}
