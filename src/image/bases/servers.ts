import { type Family, glibcLoader, hub, muslLoader, unsaid } from './family.ts'

const records = 'github.com/docker-library/repo-info'
const sws = 'github.com/static-web-server/static-web-server'
const server = { ...unsaid, shell: '/bin/sh', user: 'root' } as const
const apk = { ...server, libc: 'musl', packageManager: 'apk', loader: muslLoader } as const
const apt = { ...server, libc: 'glibc', packageManager: 'apt', loader: glibcLoader } as const
const nginx = { entrypoint: ['/docker-entrypoint.sh'], certificates: true, timezones: true } as const
/** Nothing but a static program. */
const bare = {
  ...unsaid,
  libc: 'none',
  shell: 'none',
  packageManager: 'none',
  certificates: false,
  timezones: false,
  openssl: false,
  cxx: false,
  loader: 'none',
} as const
const swsName = /^(?:ghcr\.io\/static-web-server|docker\.io\/joseluisq)\/static-web-server$/

const dotnetName = /^mcr\.microsoft\.com\/dotnet\/(?:runtime-deps|runtime|aspnet)$/
const chiselled = {
  ...unsaid,
  libc: 'glibc',
  shell: 'none',
  packageManager: 'none',
  user: '1654',
  entrypoint: [],
  certificates: true,
  openssl: true,
  cxx: true,
  loader: glibcLoader,
  asOf: '2026-08-21',
} as const

const onDistroless = {
  ...unsaid,
  tag: /distroless/,
  libc: 'glibc',
  shell: 'none',
  packageManager: 'none',
  certificates: true,
  timezones: true,
  loader: glibcLoader,
} as const

/** Web servers, and the runtimes of those who publish their own. */
export const servers: readonly Family[] = [
  {
    ...apk,
    ...nginx,
    family: 'nginx, Alpine',
    name: hub('nginx'),
    tag: /alpine/,
    openssl: true,
    source: `${records}, nginx/local/1.30.4-alpine-slim.md`,
    asOf: '2026-09-02',
  },
  {
    ...apt,
    ...nginx,
    family: 'nginx, Debian',
    name: hub('nginx'),
    source: `${records}, nginx/local/1.30.4.md`,
    asOf: '2026-07-15',
  },
  {
    ...apk,
    ...nginx,
    family: 'nginx-unprivileged, Alpine',
    name: /^docker\.io\/nginxinc\/nginx-unprivileged$/,
    tag: /alpine/,
    user: undefined,
    certificates: undefined,
    timezones: undefined,
    source: 'github.com/nginx/docker-nginx-unprivileged',
    asOf: '2026-08-21',
  },
  {
    ...apk,
    family: 'caddy',
    name: hub('caddy'),
    tag: /^(?!.*(?:windows|nanoserver))/,
    entrypoint: [],
    certificates: true,
    timezones: false,
    source: `${records}, caddy/remote/2.11.4-alpine.md`,
    asOf: '2026-06-22',
  },
  {
    ...apk,
    family: 'httpd, Alpine',
    name: hub('httpd'),
    tag: /alpine/,
    source: 'github.com/docker-library/official-images',
    asOf: '2026-08-21',
  },
  {
    ...apt,
    family: 'httpd, Debian',
    name: hub('httpd'),
    source: 'github.com/docker-library/official-images',
    asOf: '2026-08-21',
  },
  {
    ...bare,
    family: 'static-web-server',
    name: swsName,
    tag: /^(?!.*(?:alpine|debian|devel))/,
    user: 'root',
    entrypoint: ['/static-web-server'],
    source: `${sws}, docker/scratch/Dockerfile`,
    asOf: '2026-08-20',
  },
  {
    ...bare,
    family: 'docker-static-website',
    name: /^docker\.io\/lipanski\/docker-static-website$/,
    user: 'static',
    entrypoint: [],
    source: 'github.com/lipanski/docker-static-website, Dockerfile',
    asOf: '2024-06-10',
  },
  {
    ...chiselled,
    family: '.NET on chiselled Ubuntu, extra',
    name: dotnetName,
    tag: /chiseled.*-extra/,
    timezones: true,
    source: 'github.com/dotnet/dotnet-docker, src/runtime-deps/8.0/noble-chiseled-extra',
  },
  {
    ...chiselled,
    family: '.NET on chiselled Ubuntu',
    name: dotnetName,
    tag: /chiseled/,
    timezones: false,
    source: 'github.com/dotnet/dotnet-docker, src/runtime-deps/8.0/noble-chiseled',
  },
  {
    ...unsaid,
    family: 'chiselled Ubuntu of Canonical',
    name: /^docker\.io\/ubuntu\/(?:dotnet-deps|dotnet-runtime|dotnet-aspnet|jre|python)$/,
    libc: 'glibc',
    shell: 'none',
    packageManager: 'none',
    source: 'github.com/rebornplusplus/dotnet-ubuntu, README.md',
    asOf: '2026-07-14',
  },
  {
    ...onDistroless,
    family: 'deno, distroless',
    name: /^docker\.io\/denoland\/deno$/,
    openssl: true,
    cxx: true,
    source: 'github.com/denoland/deno_docker, distroless.dockerfile (on distroless cc)',
    asOf: '2026-07-01',
  },
  {
    ...onDistroless,
    family: 'bun, distroless',
    name: /^docker\.io\/oven\/bun$/,
    entrypoint: ['/usr/local/bin/bun'],
    openssl: false,
    source: 'github.com/oven-sh/bun, dockerhub/distroless/Dockerfile (on distroless base-nossl)',
    asOf: '2026-08-21',
  },
]
