import { type Family, glibcLoader, unsaid } from './family.ts'

const project = 'github.com/GoogleContainerTools/distroless'
const asOf = '2026-08-21'

/** What all have of `static`: its packages tzdata and ca-certificates, no shell. */
const common = {
  shell: 'none',
  packageManager: 'none',
  user: 'root, or 65532 under nonroot',
  entrypoint: [],
  certificates: true,
  timezones: true,
  asOf,
} as const

const glibc = { ...common, libc: 'glibc', loader: glibcLoader } as const

const named = (name: string) => new RegExp(`^gcr\\.io/distroless/${name}(?:-debian\\d+)?$`)

/** Google's images of Debian's packages; what each stands on, its BUILD file says. */
export const distroless: readonly Family[] = [
  {
    ...common,
    family: 'distroless static',
    name: named('static'),
    libc: 'none',
    openssl: false,
    cxx: false,
    loader: 'none',
    source: `${project}, static/config.bzl and static/static.bzl`,
  },
  {
    ...glibc,
    family: 'distroless base-nossl',
    name: named('base-nossl'),
    openssl: false,
    cxx: false,
    source: `${project}, base/config.bzl`,
  },
  {
    ...glibc,
    family: 'distroless base',
    name: named('base'),
    openssl: true,
    cxx: false,
    source: `${project}, base/config.bzl`,
  },
  {
    ...glibc,
    family: 'distroless cc',
    name: named('cc'),
    openssl: true,
    cxx: true,
    source: `${project}, cc/config.bzl`,
  },
  {
    ...glibc,
    family: 'distroless java',
    name: named('java\\d+'),
    entrypoint: ['/usr/bin/java', '-jar'],
    // It stands on base-nossl.
    openssl: false,
    cxx: true,
    source: `${project}, java/java.bzl and java/config.bzl`,
  },
  {
    ...glibc,
    family: 'distroless nodejs',
    name: named('nodejs\\d+'),
    entrypoint: ['/nodejs/bin/node'],
    openssl: true,
    cxx: true,
    source: `${project}, nodejs/nodejs.bzl`,
  },
  {
    ...glibc,
    family: 'distroless python3, Debian 13',
    name: /^gcr\.io\/distroless\/python3-debian13$/,
    entrypoint: ['/usr/bin/python3.13'],
    openssl: true,
    cxx: true,
    source: `${project}, python3/python.bzl`,
  },
  {
    ...glibc,
    family: 'distroless python3, earlier',
    name: named('python3'),
    entrypoint: undefined,
    openssl: true,
    cxx: undefined,
    source: `${project}, python3/README.md`,
  },
  {
    ...unsaid,
    family: 'distroless, others',
    name: /^gcr\.io\/distroless\//,
    libc: 'glibc',
    shell: 'none',
    packageManager: 'none',
    loader: glibcLoader,
    source: `${project}, README.md`,
    asOf,
  },
]
