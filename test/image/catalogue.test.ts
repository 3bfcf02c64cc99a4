import { expect, test } from 'vitest'
import { knownSize } from '../../src/image/catalogue.ts'

test.each([
  ['node:20-alpine', 135e6],
  ['docker.io/library/node:20-alpine3.21', 135e6],
  ['node:20-slim', 200e6],
  ['node:20', 1100e6],
  ['node', 1100e6],
  ['nginx:1.28-alpine-slim', 12e6],
  ['nginx:1.28-alpine', 48e6],
  [`gcr.io/distroless/static-debian12:nonroot@sha256:${'0'.repeat(64)}`, 2e6],
  ['scratch', 0],
])('%s', (reference, bytes) => {
  expect(knownSize(reference)?.unpacked).toBe(bytes)
})

test.each(['nodejs:20', 'example.com/node:20', 'my/nginx:1', 'node-exporter:1'])(
  '%s is unknown',
  reference => {
    expect(knownSize(reference)).toBeUndefined()
  },
)
