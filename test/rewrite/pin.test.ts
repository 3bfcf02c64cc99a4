import { expect, test } from 'vitest'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { buildModel } from '../../src/model/model.ts'
import { pinImages, pinKey, unpinnedImages } from '../../src/rewrite/pin.ts'

const digest = `sha256:${'0'.repeat(64)}`

function pin(text: string, ...references: string[]): string {
  const images = unpinnedImages(buildModel(parseDockerfile(text)))
  return pinImages(text, images, new Map(references.map(name => [pinKey(name), digest])))
}

test('FROM, COPY --from and RUN --mount get digests; all else stays byte for byte', () => {
  const text = `# node:22
FROM  --platform=$BUILDPLATFORM node:22 AS build # node:22
RUN --mount=type=bind,from=tools:1,target=/t --mount=type=cache,target=/c  t
COPY --from=node:22 --chown=1 /a /b\r
COPY --from=tools:1 /from=tools:1 /
FROM scratch
COPY --from=build / /
`
  expect(pin(text, 'docker.io/library/node:22', 'tools:1')).toBe(`# node:22
FROM  --platform=$BUILDPLATFORM node:22@${digest} AS build # node:22
RUN --mount=type=bind,from=tools:1@${digest},target=/t --mount=type=cache,target=/c  t
COPY --from=node:22@${digest} --chown=1 /a /b\r
COPY --from=tools:1@${digest} /from=tools:1 /
FROM scratch
COPY --from=build / /
`)
})

test('no tag is latest, and what is pinned or not known stays', () => {
  expect(pin('FROM ghcr.io/a/b\n', 'ghcr.io/a/b:latest')).toBe(`FROM ghcr.io/a/b:latest@${digest}\n`)
  const stays = `FROM node:22@${digest} AS a\nFROM other:1\n`
  expect(pin(stays, 'node:22')).toBe(stays)
})

test('a name that a variable makes has no place', () => {
  const text = 'ARG V=22\nFROM node:${V} AS a\nFROM ${BASE}\n'
  expect(unpinnedImages(buildModel(parseDockerfile(text)))).toMatchObject([
    { reference: 'node:22', line: 2, place: undefined },
    { line: 3, place: undefined },
  ])
  expect(pin(text, 'node:22')).toBe(text)
})
