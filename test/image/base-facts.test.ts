import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { basesPage } from '../../scripts/bases-page/bases-page.ts'
import { baseFacts } from '../../src/image/base-facts.ts'

const page = new URL('../../docs/base-images.md', import.meta.url)

/** The formatter aligns the columns. */
const plain = (text: string) => text.replaceAll(/[ -]+/g, ' ')

test('the page of base images is up to date', () => {
  if (process.env['ACCEPT_FIXTURES'] === '1') writeFileSync(page, basesPage())
  expect(plain(basesPage())).toBe(plain(readFileSync(page, 'utf8')))
})

test.each([
  ['gcr.io/distroless/static-debian12:nonroot', { libc: 'none', shell: 'none', loader: 'none' }],
  ['gcr.io/distroless/base-debian13:debug', { libc: 'glibc', shell: '/busybox/sh' }],
  ['gcr.io/distroless/java21-debian13', { entrypoint: ['/usr/bin/java', '-jar'] }],
  ['alpine:3.21', { libc: 'musl', packageManager: 'apk' }],
  ['docker.io/library/node:22-alpine', { libc: 'musl', packageManager: 'apk' }],
  ['python:3.13-slim', { libc: 'glibc', packageManager: 'apt' }],
  ['nginx:1.28-alpine-slim', { entrypoint: ['/docker-entrypoint.sh'], libc: 'musl' }],
])('%s', (reference, facts) => {
  expect(baseFacts(reference)).toMatchObject(facts)
})

test.each(['my/alpine', 'example.com/node:22', '$BASE'])('%s is unknown', reference => {
  expect(baseFacts(reference)).toBeUndefined()
})
