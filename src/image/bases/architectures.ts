import { parseReference } from '../reference.ts'

/** For which platforms an image is published; the words of `--platform` without `linux/`. */
export interface Published {
  readonly images: string
  readonly architectures: readonly string[]
  readonly source: string
  readonly asOf: string
}

interface Row extends Published {
  readonly name: RegExp
  readonly tag?: RegExp
}

const library = (file: string) => ({
  source: `github.com/docker-library/official-images, library/${file}`,
  asOf: '2026-08-21',
})
const google = { source: 'github.com/GoogleContainerTools/distroless, README.md', asOf: '2026-08-21' }
const everywhere = ['amd64', 'arm64', 'arm/v7', 's390x', 'ppc64le']
const many = ['amd64', 'arm64', 'arm/v7', 'arm/v5', '386', 'ppc64le', 'riscv64', 's390x']
const onAlpine = ['amd64', 'arm64', 'arm/v7', 'arm/v6', '386', 'ppc64le', 'riscv64', 's390x']
const onBookworm = ['amd64', 'arm64', 'arm/v7', '386', 'ppc64le']

/** The first that fits counts. What a tag of years ago was published for is left out. */
const rows: readonly Row[] = [
  {
    images: 'distroless static, base, base-nossl, cc on Debian 13',
    name: /^gcr\.io\/distroless\/(?:static|base|base-nossl|cc)-debian13$/,
    architectures: [...everywhere, 'riscv64'],
    ...google,
  },
  {
    images: 'distroless static, base, base-nossl, cc on Debian 12',
    name: /^gcr\.io\/distroless\/(?:static|base|base-nossl|cc)-debian12$/,
    architectures: everywhere,
    ...google,
  },
  {
    images: 'distroless java on Debian 13',
    name: /^gcr\.io\/distroless\/java(?:17|21|25)-debian13$/,
    architectures: ['amd64', 'arm64', 's390x', 'ppc64le', 'riscv64'],
    ...google,
  },
  {
    images: 'distroless nodejs22 on Debian 13',
    name: /^gcr\.io\/distroless\/nodejs22-debian13$/,
    architectures: everywhere,
    ...google,
  },
  {
    images: 'distroless nodejs24 and nodejs26 on Debian 13',
    name: /^gcr\.io\/distroless\/nodejs2[46]-debian13$/,
    architectures: ['amd64', 'arm64', 's390x', 'ppc64le'],
    ...google,
  },
  {
    images: 'distroless python3 on Debian 13',
    name: /^gcr\.io\/distroless\/python3-debian13$/,
    architectures: ['amd64', 'arm64', 'riscv64'],
    ...google,
  },
  {
    images: 'Chainguard, free images',
    name: /^cgr\.dev\/chainguard\/(?:static|glibc-dynamic|wolfi-base|nginx|node|python|jre|busybox)$/,
    architectures: ['amd64', 'arm64'],
    source: 'github.com/chainguard-images/images, locked_config.json',
    asOf: '2026-08-22',
  },
  {
    images: 'alpine',
    name: /^docker\.io\/library\/alpine$/,
    architectures: onAlpine,
    ...library('alpine'),
  },
  {
    images: 'busybox, uClibc',
    name: /^docker\.io\/library\/busybox$/,
    tag: /uclibc/,
    architectures: ['amd64', 'arm64', 'arm/v7', 'arm/v5', '386', 'riscv64'],
    ...library('busybox'),
  },
  {
    images: 'busybox, musl',
    name: /^docker\.io\/library\/busybox$/,
    tag: /musl/,
    architectures: onAlpine,
    ...library('busybox'),
  },
  {
    images: 'busybox, glibc',
    name: /^docker\.io\/library\/busybox$/,
    tag: /glibc/,
    architectures: many,
    ...library('busybox'),
  },
  {
    images: 'busybox',
    name: /^docker\.io\/library\/busybox$/,
    architectures: [...many, 'arm/v6'],
    ...library('busybox'),
  },
  {
    images: 'debian bookworm',
    name: /^docker\.io\/library\/debian$/,
    tag: /^(?:bookworm|12)/,
    architectures: onBookworm,
    ...library('debian'),
  },
  {
    images: 'debian trixie',
    name: /^docker\.io\/library\/debian$/,
    tag: /^(?:trixie|13)/,
    architectures: many,
    ...library('debian'),
  },
  {
    images: 'ubuntu 22.04, 24.04, 26.04',
    name: /^docker\.io\/library\/ubuntu$/,
    tag: /^(?:22\.04|24\.04|26\.04|jammy|noble|resolute)/,
    architectures: ['amd64', 'arm64', 'arm/v7', 'ppc64le', 'riscv64', 's390x'],
    ...library('ubuntu'),
  },
  {
    images: 'node 22, Alpine',
    name: /^docker\.io\/library\/node$/,
    tag: /^22.*alpine/,
    architectures: ['amd64', 'arm64', 'arm/v7', 'arm/v6', 's390x'],
    ...library('node'),
  },
  {
    images: 'node 24, Alpine',
    name: /^docker\.io\/library\/node$/,
    tag: /^24.*alpine/,
    architectures: ['amd64', 'arm64', 's390x'],
    ...library('node'),
  },
  {
    images: 'node 26, Alpine',
    name: /^docker\.io\/library\/node$/,
    tag: /^26.*alpine/,
    architectures: ['amd64', 'arm64'],
    ...library('node'),
  },
  {
    images: 'node 22 on bookworm',
    name: /^docker\.io\/library\/node$/,
    tag: /^22(?:[\d.]*$|[\d.]*-(?:slim|bookworm))/,
    architectures: ['amd64', 'arm64', 'arm/v7', 'ppc64le'],
    ...library('node'),
  },
  {
    images: 'node 24 on bookworm',
    name: /^docker\.io\/library\/node$/,
    tag: /^24(?:[\d.]*$|[\d.]*-(?:slim|bookworm))/,
    architectures: ['amd64', 'arm64', 'ppc64le'],
    ...library('node'),
  },
  {
    images: 'python, ruby, Alpine',
    name: /^docker\.io\/library\/(?:python|ruby)$/,
    tag: /alpine/,
    architectures: onAlpine,
    ...library('python'),
  },
  {
    images: 'python, ruby, php on bookworm',
    name: /^docker\.io\/library\/(?:python|ruby|php)$/,
    tag: /bookworm/,
    architectures: onBookworm,
    ...library('python'),
  },
  {
    images: 'python 3.10 to 3.14 on trixie',
    name: /^docker\.io\/library\/python$/,
    tag: /^3\.1[0-4][\d.]*(?:-slim)?(?:-trixie)?$/,
    architectures: many,
    ...library('python'),
  },
  {
    images: 'eclipse-temurin 8, 11 and 17, Alpine',
    name: /^docker\.io\/library\/eclipse-temurin$/,
    tag: /^(?:8|11|17).*alpine/,
    architectures: ['amd64'],
    ...library('eclipse-temurin'),
  },
  {
    images: 'eclipse-temurin 21 and 25, Alpine',
    name: /^docker\.io\/library\/eclipse-temurin$/,
    tag: /^(?:21|25).*alpine/,
    architectures: ['amd64', 'arm64'],
    ...library('eclipse-temurin'),
  },
  {
    images: 'nginx, Alpine',
    name: /^docker\.io\/library\/nginx$/,
    tag: /alpine(?!.*otel)/,
    architectures: onAlpine,
    ...library('nginx'),
  },
  {
    images: 'caddy',
    name: /^docker\.io\/library\/caddy$/,
    tag: /alpine|^[\d.]*$|latest/,
    architectures: ['amd64', 'arm64', 'arm/v7', 'arm/v6', 'ppc64le', 'riscv64', 's390x'],
    ...library('caddy'),
  },
  {
    images: 'oven/bun',
    name: /^docker\.io\/oven\/bun$/,
    architectures: ['amd64', 'arm64'],
    source: 'github.com/oven-sh/bun, dockerhub/distroless/Dockerfile',
    asOf: '2026-08-21',
  },
  {
    images: 'static-web-server',
    name: /^(?:ghcr\.io\/static-web-server|docker\.io\/joseluisq)\/static-web-server$/,
    tag: /^(?!.*(?:debian|devel))/,
    architectures: ['amd64', 'arm64', '386', 'arm/v7', 'arm/v6'],
    source: 'github.com/static-web-server/static-web-server, .github/workflows/release.docker.yml',
    asOf: '2026-08-20',
  },
  {
    images: 'docker-static-website',
    name: /^docker\.io\/lipanski\/docker-static-website$/,
    architectures: ['amd64', 'arm64', 'arm/v7'],
    source: 'github.com/lipanski/docker-static-website, README.md',
    asOf: '2024-06-10',
  },
]

/**
 * The platforms for which an image is published, as far as that is known without asking its registry.
 * @param reference as after FROM; one with a digest may be any single platform, so nothing is said of it
 */
export function publishedFor(reference: string): Published | undefined {
  const image = parseReference(reference)
  if (image === undefined || image.digest !== undefined) return undefined
  const name = `${image.registry}/${image.repository}`
  return rows.find(row => row.name.test(name) && (row.tag?.test(image.tag ?? 'latest') ?? true))
}

/** Every row, for the page of the documentation. */
export const publishedRows: readonly Published[] = rows
