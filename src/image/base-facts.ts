import { parseReference } from './reference.ts'

/** What is known of a family of base images without asking a registry; undefined where no source says it. */
export interface BaseFacts {
  readonly family: string
  /** `mixed` where the tags differ. */
  readonly libc: 'glibc' | 'musl' | 'none' | 'mixed'
  /** The path of a shell, or `none`. */
  readonly shell: string
  readonly packageManager: 'apt' | 'apk' | 'none'
  /** Who runs, where the Dockerfile names no USER. */
  readonly user: string | undefined
  /** ENTRYPOINT as the image sets it; empty for none. */
  readonly entrypoint: readonly string[] | undefined
  /** A bundle of CA certificates in /etc/ssl. */
  readonly certificates: boolean | undefined
  /** A time zone database in /usr/share/zoneinfo. */
  readonly timezones: boolean | undefined
  /** Where programs look for the dynamic loader on amd64, or `none`. */
  readonly loader: string | undefined
  /** A size that its makers publish, with the date of what was read. */
  readonly size: string | undefined
  readonly source: string
}

interface Family extends BaseFacts {
  /** Of registry and repository, Docker Hub's short form expanded. */
  readonly name: RegExp
  readonly tag?: RegExp
}

const glibcLoader = '/lib64/ld-linux-x86-64.so.2'
const muslLoader = '/lib/ld-musl-x86_64.so.1'
const hub = (name: string) => new RegExp(`^docker\\.io/library/${name}$`)
const distroless = 'github.com/GoogleContainerTools/distroless'

const lean = {
  shell: 'none',
  packageManager: 'none',
  user: 'root, or 65532 under nonroot',
  entrypoint: [],
  certificates: true,
  timezones: true,
} as const

/** What a registry alone could tell. */
const unsaid = { certificates: undefined, timezones: undefined, size: undefined } as const

const system = { ...unsaid, user: 'root', entrypoint: [] } as const

/** The first that fits counts. */
const families: readonly Family[] = [
  {
    ...lean,
    family: 'distroless static',
    name: /^gcr\.io\/distroless\/static(?:-debian\d+)?$/,
    libc: 'none',
    loader: 'none',
    size: 'around 2 MiB (static-debian11, README of 2023)',
    source: `${distroless}, README.md and base/README.md`,
  },
  {
    ...lean,
    family: 'distroless base, base-nossl, cc',
    name: /^gcr\.io\/distroless\/(?:base|base-nossl|cc)(?:-debian\d+)?$/,
    libc: 'glibc',
    loader: glibcLoader,
    size: undefined,
    source: `${distroless}, base/README.md and cc/README.md`,
  },
  {
    ...lean,
    family: 'distroless java',
    name: /^gcr\.io\/distroless\/java\d+(?:-debian\d+)?$/,
    libc: 'glibc',
    loader: glibcLoader,
    entrypoint: ['/usr/bin/java', '-jar'],
    size: undefined,
    source: `${distroless}, java/README.md`,
  },
  {
    ...lean,
    family: 'distroless nodejs',
    name: /^gcr\.io\/distroless\/nodejs\d+(?:-debian\d+)?$/,
    libc: 'glibc',
    loader: glibcLoader,
    entrypoint: ['/nodejs/bin/node'],
    size: undefined,
    source: `${distroless}, nodejs/README.md`,
  },
  {
    ...lean,
    family: 'distroless python3',
    name: /^gcr\.io\/distroless\/python3(?:-debian\d+)?$/,
    libc: 'glibc',
    loader: glibcLoader,
    entrypoint: undefined,
    size: undefined,
    source: `${distroless}, python3/README.md`,
  },
  {
    ...unsaid,
    family: 'distroless, others',
    name: /^gcr\.io\/distroless\//,
    libc: 'glibc',
    shell: 'none',
    packageManager: 'none',
    user: undefined,
    entrypoint: undefined,
    loader: glibcLoader,
    source: `${distroless}, README.md`,
  },
  {
    ...unsaid,
    family: 'Chainguard static',
    name: /^(?:cgr\.dev|docker\.io)\/chainguard\/static$/,
    libc: 'mixed',
    shell: 'none',
    packageManager: 'none',
    user: undefined,
    entrypoint: undefined,
    loader: undefined,
    source: 'github.com/chainguard-images (Alpine’s musl, glibc under latest-glibc)',
  },
  {
    ...unsaid,
    family: 'Wolfi base',
    name: /^(?:(?:cgr\.dev|docker\.io)\/chainguard\/wolfi-base)$/,
    libc: 'glibc',
    shell: '/bin/sh',
    packageManager: 'apk',
    user: undefined,
    entrypoint: undefined,
    loader: undefined,
    source: 'edu.chainguard.dev, Choosing a Container for your Compiled Programs (busybox, apk-tools, glibc)',
  },
  {
    ...system,
    family: 'Alpine',
    name: hub('alpine'),
    libc: 'musl',
    shell: '/bin/sh',
    packageManager: 'apk',
    loader: muslLoader,
    size: '~5 MiB (README of distroless, 2023)',
    source: 'hub.docker.com/_/alpine',
  },
  {
    ...system,
    family: 'Debian',
    name: hub('debian'),
    libc: 'glibc',
    shell: '/bin/sh',
    packageManager: 'apt',
    loader: glibcLoader,
    size: '124 MiB without slim (README of distroless, 2023)',
    source: 'hub.docker.com/_/debian',
  },
  {
    ...system,
    family: 'Ubuntu',
    name: hub('ubuntu'),
    libc: 'glibc',
    shell: '/bin/sh',
    packageManager: 'apt',
    loader: glibcLoader,
    source: 'hub.docker.com/_/ubuntu',
  },
  {
    ...system,
    family: 'language images, Alpine',
    name: hub('(?:node|python|ruby|golang|rust|php|elixir|maven|gradle|eclipse-temurin)'),
    tag: /alpine/,
    libc: 'musl',
    shell: '/bin/sh',
    packageManager: 'apk',
    entrypoint: undefined,
    loader: muslLoader,
    source: 'github.com/docker-library/official-images',
  },
  {
    ...system,
    family: 'language images, slim and full',
    name: hub('(?:node|python|ruby|golang|rust|php|elixir)'),
    libc: 'glibc',
    shell: '/bin/sh',
    packageManager: 'apt',
    entrypoint: undefined,
    loader: glibcLoader,
    source: 'github.com/docker-library/official-images',
  },
  {
    ...system,
    family: 'nginx, Alpine',
    name: hub('nginx'),
    tag: /alpine/,
    libc: 'musl',
    shell: '/bin/sh',
    packageManager: 'apk',
    entrypoint: ['/docker-entrypoint.sh'],
    loader: muslLoader,
    source: 'github.com/nginx/docker-nginx',
  },
  {
    ...system,
    family: 'nginx, Debian',
    name: hub('nginx'),
    libc: 'glibc',
    shell: '/bin/sh',
    packageManager: 'apt',
    entrypoint: ['/docker-entrypoint.sh'],
    loader: glibcLoader,
    source: 'github.com/nginx/docker-nginx',
  },
]

/**
 * The facts of a base image.
 * @param reference as after FROM; `debug` tags of distroless have a shell of busybox
 * @returns undefined for an image of no known family
 */
export function baseFacts(reference: string): BaseFacts | undefined {
  const image = parseReference(reference)
  if (image === undefined) return undefined
  const name = `${image.registry}/${image.repository}`
  const found = families.find(each => each.name.test(name) && (each.tag?.test(image.tag ?? '') ?? true))
  const debug = name.startsWith('gcr.io/distroless/') && /debug/.test(image.tag ?? '')
  return found && debug ? { ...found, shell: '/busybox/sh' } : found
}

/** Every family, for the page of the documentation. */
export const baseFamilies: readonly BaseFacts[] = families
