import { describe, expect, test } from 'vitest'
import { standInFor } from '../../lab/stand-ins/stand-in-for.ts'

const settings = (reference: string): string | undefined => standInFor(reference)?.settings

describe('the stand-in for a reference', () => {
  test.each([
    ['node:20', 'node:20'],
    ['node:20-alpine', 'node:20-alpine'],
    ['node:20.19.1-alpine3.21', 'node:20-alpine'],
    ['docker.io/library/node:22-alpine', 'node:22-alpine'],
    ['node:22-bookworm-slim', 'node:22-slim'],
    ['node:22.11.0-slim', 'node:22-slim'],
    ['node:20-bookworm', 'node:20'],
    ['node:8.11', 'node:8'],
    ['node:6.11.0-alpine', 'node:6-alpine'],
    ['node', 'node:24'],
    ['golang:1.23-alpine3.21', 'golang:1.23-alpine'],
    ['golang:1.23.4', 'golang:1.23'],
    ['golang:1.24-bookworm', 'golang:1.24'],
    ['eclipse-temurin:21', 'eclipse-temurin:21-jdk'],
    ['eclipse-temurin:21-jdk-alpine', 'eclipse-temurin:21-jdk'],
    ['eclipse-temurin:21.0.5_11-jre', 'eclipse-temurin:21-jre'],
    ['maven:3.9.9-eclipse-temurin-21-alpine', 'maven:3.9-eclipse-temurin-21'],
    ['gradle:8-jdk21', 'gradle:4.4-jdk21'],
    ['gradle:8.14.3-jdk21-noble', 'gradle:4.4-jdk21'],
    ['maven:3-eclipse-temurin-21', 'maven:3.9-eclipse-temurin-21'],
    ['nginx:1.27.4-alpine-slim', 'nginx:alpine-slim'],
    ['nginx:alpine3.20', 'nginx:alpine-slim'],
    ['nginx', 'nginx:alpine-slim'],
    ['php:8.4-apache', 'php:8.4-apache'],
    ['php:8.4.1-cli-trixie', 'php:8.4-cli'],
    ['php:8', 'php:8.4-cli'],
    ['php:8.4-fpm', 'php:8.4-fpm'],
    ['elixir:1.18.4-otp-27', 'elixir:1.18'],
    ['caddy', 'caddy:2-alpine'],
    ['caddy:2.11-alpine', 'caddy:2-alpine'],
    ['elixir:1-slim', 'elixir:1.18-slim'],
    ['python:3.13-slim', 'python:3.13-slim'],
    ['python:3.13', 'python:3.13'],
    ['python:3.11-bookworm', 'python:3.11'],
    ['python:3.11.9-slim-bookworm', 'python:3.11-slim'],
    ['denoland/deno:2.1.4', 'deno:2'],
    ['denoland/deno:distroless-2.1.4', 'deno:2-distroless'],
    ['oven/bun:1.2-slim', 'bun:1'],
    ['oven/bun:1.2-distroless', 'bun:1-distroless'],
    ['ruby:3.3.6-bookworm', 'ruby:3.3'],
    ['ruby:3.3-slim', 'ruby:3.3-slim'],
    ['rust:1.85', 'rust:1.85'],
    ['rust:1-slim-bookworm', 'rust:1.85-slim'],
    ['debian:trixie-slim', 'debian:trixie-slim'],
    ['debian:12-slim', 'debian:bookworm-slim'],
    ['alpine:3.21', 'alpine'],
    ['busybox:1.37', 'busybox'],
    ['gcr.io/distroless/static', 'distroless/static:root'],
    ['gcr.io/distroless/static-debian12:nonroot', 'distroless/static:nonroot'],
    ['gcr.io/distroless/base-nossl-debian13', 'distroless/base-nossl:root'],
    ['gcr.io/distroless/cc-debian12:debug', 'distroless/cc:root-debug'],
    ['gcr.io/distroless/nodejs22-debian13', 'distroless/nodejs22:root'],
    ['gcr.io/distroless/java21', 'distroless/java21:root'],
    ['ghcr.io/static-web-server/static-web-server:2.38.0', 'static-web-server:2'],
  ])('%s is %s', (reference, name) => {
    expect(standInFor(reference)?.name).toBe(`laststage-lab/${name}`)
  })

  test.each([
    'scratch',
    'node:19-alpine',
    'golang:1.19',
    'php:8.4-zts',
    'php:8.3-apache',
    'python:3.12',
    'python:3.12-slim',
    'eclipse-temurin:17-jre',
    'maven:3.9-eclipse-temurin-17',
    'gcr.io/distroless/nodejs18',
    'example.com/node:20-alpine',
    'node:20-alpine@sha256:0000000000000000000000000000000000000000000000000000000000000000',
    'node:$VERSION',
  ])('%s has none', reference => {
    expect(standInFor(reference)).toBeUndefined()
  })
})

describe('configuration as in the genuine images', () => {
  test.each([
    ['gcr.io/distroless/java21:nonroot', ['ENTRYPOINT ["/usr/bin/java", "-jar"]', 'USER 65532']],
    [
      'gcr.io/distroless/static',
      ['USER 0', 'WORKDIR /', 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'],
    ],
    ['node:20-alpine', ['ENTRYPOINT ["docker-entrypoint.sh"]', 'CMD ["node"]']],
    ['golang:1.23-alpine', ['ENV GOTOOLCHAIN=local', 'ENV GOPATH=/go', 'WORKDIR /go']],
    ['nginx:alpine-slim', ['STOPSIGNAL SIGQUIT', 'EXPOSE 80', 'CMD ["nginx", "-g", "daemon off;"]']],
  ])('%s', (reference, lines) => {
    expect(standInFor(reference)?.dockerfile.split('\n')).toEqual(expect.arrayContaining(lines))
  })

  test.each(['python:3.13-slim', 'python:3.11-slim'])(
    '%s: an app can have any version of any package',
    reference => {
      const debian = standInFor(reference)?.packages?.names ?? []
      expect(debian).toContain('python3')
      // Debian's pip depends on packages that pip can't replace: "The package was installed by debian".
      expect(debian).not.toContain('python3-pip')
    },
  )

  test('what the machine knows of registries is in builders alone', () => {
    expect(
      ['node:20-alpine', 'golang:1.23', 'python:3.13-slim', 'maven:3.9-eclipse-temurin-21'].map(settings),
    ).toEqual(['npm', 'go', 'pip', 'maven'])
    const runtimes = [
      'alpine',
      'debian:trixie-slim',
      'nginx',
      'eclipse-temurin:21-jre',
      'gcr.io/distroless/nodejs22',
    ]
    expect(runtimes.map(settings)).toEqual(runtimes.map(() => undefined))
  })
})
