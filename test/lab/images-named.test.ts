import { expect, test } from 'vitest'
import { imagesNamed } from '../../lab/stand-ins/images-named.ts'

test('names the images of FROM, COPY --from and RUN --mount, each once', () => {
  const dockerfile = `
ARG GO=1.23
FROM --platform=$BUILDPLATFORM golang:\${GO}-alpine AS build
RUN --mount=type=bind,from=busybox:1.37,source=/bin,target=/b --mount=type=cache,target=/x true
FROM build AS test
FROM gcr.io/distroless/static:\${TAG:-nonroot}
COPY --from=build \\
  /a /a
COPY --from=0 /b /b
COPY --chown=1 --from=nginx:alpine /etc/nginx /etc/nginx
FROM scratch`
  expect(imagesNamed([dockerfile, 'FROM nginx:alpine'])).toEqual([
    'busybox:1.37',
    'gcr.io/distroless/static:nonroot',
    'golang:1.23-alpine',
    'nginx:alpine',
  ])
})

test('leaves out what only a build argument can tell', () => {
  expect(imagesNamed(['ARG BASE\nFROM $BASE', 'FROM ${REPO}/app'])).toEqual([])
})
