import { expect, test } from 'vitest'
import { recordedSize } from '../../../src/image/bases/base-sizes.ts'

test.each([
  ['node:20-alpine', 'node:22-alpine', 167e6],
  ['docker.io/library/node:20-alpine3.21', 'node:22-alpine', 167e6],
  ['node:20-slim', 'node:22-trixie-slim', 231e6],
  ['node', 'node:22', 1130e6],
  ['nginx:1.28-alpine-slim', 'nginx:1.30.4-alpine-slim', 18.8e6],
  ['nginx:1.28-alpine', 'nginx:1.30.4-alpine', 68.4e6],
  ['nginx:1.28-alpine3.21-slim', 'nginx:1.30.4-alpine-slim', 18.8e6],
  [
    `gcr.io/distroless/static-debian12:nonroot@sha256:${'0'.repeat(64)}`,
    'gcr.io/distroless/static-debian13',
    2.26e6,
  ],
  ['scratch', 'scratch', 0],
  ['', 'scratch', 0],
])('%s is as large as %s', (reference, of, unpacked) => {
  expect(recordedSize(reference)).toMatchObject({ of, unpacked })
})

test('one of the two figures may be unknown', () => {
  expect(recordedSize('gcr.io/distroless/java21-debian13')).toMatchObject({
    unpacked: undefined,
    compressed: 64e6,
  })
})

test.each([
  'nodejs:20',
  'example.com/node:20',
  'my/nginx:1',
  'node-exporter:1',
  'gcr.io/distroless/base-debian13:debug',
  'python:3.13',
  'httpd:2.4',
])('%s is unknown', reference => {
  expect(recordedSize(reference)).toBeUndefined()
})
