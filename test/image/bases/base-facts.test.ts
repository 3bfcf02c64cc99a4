import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { basesPage } from '../../../scripts/bases-page/bases-page.ts'
import { publishedFor, publishedRows } from '../../../src/image/bases/architectures.ts'
import { baseFacts, baseFamilies } from '../../../src/image/bases/base-facts.ts'
import { recordedSizes } from '../../../src/image/bases/base-sizes.ts'

const page = new URL('../../../docs/base-images.md', import.meta.url)

/** The formatter aligns the columns. */
const plain = (text: string) => text.replaceAll(/[ -]+/g, ' ')

test('the page of base images is up to date', () => {
  if (process.env['ACCEPT_FIXTURES'] === '1') writeFileSync(page, basesPage())
  expect(plain(basesPage())).toBe(plain(readFileSync(page, 'utf8')))
})

test('every fact has a source and a day', () => {
  for (const { source, asOf } of [...baseFamilies, ...publishedRows, ...recordedSizes]) {
    expect(source).not.toBe('')
    expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/)
  }
})

test.each([
  ['scratch', { libc: 'none', shell: 'none', certificates: false }],
  ['gcr.io/distroless/static-debian12:nonroot', { libc: 'none', shell: 'none', user: '65532' }],
  ['gcr.io/distroless/static-debian13', { user: 'root', certificates: true, timezones: true }],
  [
    'gcr.io/distroless/base-debian13:debug',
    { libc: 'glibc', shell: '/busybox/sh', entrypoint: ['/busybox/sh'] },
  ],
  ['gcr.io/distroless/base-nossl-debian13', { openssl: false }],
  ['gcr.io/distroless/java21-debian13', { entrypoint: ['/usr/bin/java', '-jar'], openssl: false }],
  [
    'gcr.io/distroless/java21-debian13:debug',
    { entrypoint: ['/usr/bin/java', '-jar'], shell: '/busybox/sh' },
  ],
  ['cgr.dev/chainguard/static:latest-glibc', { libc: 'none', user: '65532', timezones: true }],
  ['cgr.dev/chainguard/wolfi-base', { libc: 'glibc', packageManager: 'apk', timezones: false }],
  ['busybox:1.37-musl', { libc: 'none', shell: '/bin/sh', certificates: false }],
  ['busybox', { libc: 'glibc', packageManager: 'none' }],
  ['alpine:3.21', { libc: 'musl', packageManager: 'apk', certificates: true, timezones: false }],
  ['docker.io/library/node:22-alpine', { libc: 'musl', packageManager: 'apk' }],
  ['node:22-slim', { certificates: false, timezones: true }],
  ['python:3.13-slim', { libc: 'glibc', packageManager: 'apt', certificates: true }],
  ['debian:trixie-slim', { certificates: false, timezones: true }],
  ['nginx:1.28-alpine-slim', { entrypoint: ['/docker-entrypoint.sh'], libc: 'musl', timezones: true }],
  [
    'mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled-extra',
    { shell: 'none', user: '1654', timezones: true },
  ],
  ['ghcr.io/static-web-server/static-web-server:2.40', { libc: 'none', entrypoint: ['/static-web-server'] }],
])('%s', (reference, facts) => {
  expect(baseFacts(reference)).toMatchObject(facts)
})

test.each([
  'my/alpine',
  'example.com/node:22',
  '$BASE',
  'ghcr.io/static-web-server/static-web-server:2.40-alpine',
])('%s is unknown', reference => {
  expect(baseFacts(reference)).toBeUndefined()
})

test.each([
  ['gcr.io/distroless/java21-debian13', 'arm/v7', false],
  ['gcr.io/distroless/static-debian13:nonroot', 'riscv64', true],
  ['gcr.io/distroless/static-debian12:nonroot', 'riscv64', false],
  ['node:24-alpine3.24', 'arm/v7', false],
  ['node:22.23-alpine', 'arm/v6', true],
  ['busybox:1.37-uclibc', 's390x', false],
  ['nginx:1.28-alpine-slim', 'riscv64', true],
])('%s is published for linux/%s: %s', (reference, architecture, published) => {
  expect(publishedFor(reference)?.architectures.includes(architecture)).toBe(published)
})

test.each(['node:18-alpine', 'scratch', `node:24-alpine@sha256:${'0'.repeat(64)}`, 'my/app'])(
  'for which platforms %s is published, is unknown',
  reference => {
    expect(publishedFor(reference)).toBeUndefined()
  },
)
