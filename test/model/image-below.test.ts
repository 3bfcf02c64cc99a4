import { expect, test } from 'vitest'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { imageBelow } from '../../src/model/image-below.ts'
import { buildModel } from '../../src/model/model.ts'

test.each([
  ['FROM alpine:3.21', 'alpine:3.21'],
  ['FROM scratch', 'scratch'],
  ['FROM alpine:3.21 AS base\nFROM base AS more\nFROM more', 'alpine:3.21'],
  ['FROM scratch AS base\nFROM base', 'scratch'],
  ['ARG BASE\nFROM $BASE', '$BASE'],
])('%j stands on %s', (text, image) => {
  const build = buildModel(parseDockerfile(text, 'Dockerfile'))
  expect(build.final && imageBelow(build, build.final)).toBe(image)
})
