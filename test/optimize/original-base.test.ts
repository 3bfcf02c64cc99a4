import { expect, test } from 'vitest'
import { baseOf } from '../../src/optimize/original-base.ts'

test.each([
  ['FROM node:20', 'node:20'],
  ['FROM node:20 AS build\nFROM build AS test\nFROM test', 'node:20'],
  ['FROM golang:1.23 AS build\nFROM scratch\nCOPY --from=build /a /a', 'scratch'],
  ['ARG TAG=20\nFROM node:${TAG}-alpine', 'node:20-alpine'],
  ['ARG TAG\nFROM node:$TAG', undefined],
  ['WORKDIR /app', undefined],
])('%j stands on %s', (dockerfile, base) => {
  expect(baseOf(dockerfile, 'Dockerfile')).toBe(base)
})
