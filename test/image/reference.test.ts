import { describe, expect, test } from 'vitest'
import { canonicalReference, familiarReference, parseReference } from '../../src/image/reference.ts'

const hex = 'a'.repeat(64)

describe('parseReference', () => {
  test.each([
    ['node', 'docker.io/library/node:latest', 'node:latest'],
    ['node:20-alpine', 'docker.io/library/node:20-alpine', 'node:20-alpine'],
    ['docker.io/node:20', 'docker.io/library/node:20', 'node:20'],
    ['index.docker.io/library/node', 'docker.io/library/node:latest', 'node:latest'],
    ['maven/maven:3', 'docker.io/maven/maven:3', 'maven/maven:3'],
    ['ghcr.io/a/b/c:1.2', 'ghcr.io/a/b/c:1.2', 'ghcr.io/a/b/c:1.2'],
    ['localhost/app', 'localhost/app:latest', 'localhost/app:latest'],
    ['localhost:5000/app:1', 'localhost:5000/app:1', 'localhost:5000/app:1'],
    [`node@sha256:${hex}`, `docker.io/library/node@sha256:${hex}`, `node@sha256:${hex}`],
    [`node:20@sha256:${hex}`, `docker.io/library/node:20@sha256:${hex}`, `node:20@sha256:${hex}`],
    [
      'gcr.io/distroless/java21-debian12:nonroot',
      'gcr.io/distroless/java21-debian12:nonroot',
      'gcr.io/distroless/java21-debian12:nonroot',
    ],
  ])('%s', (text, canonical, familiar) => {
    const reference = parseReference(text)
    expect(reference && canonicalReference(reference)).toBe(canonical)
    expect(reference && familiarReference(reference)).toBe(familiar)
  })

  test.each([
    '',
    'Node',
    'a b',
    'node:',
    'node:a/b:',
    '${BASE}',
    'node@sha256:12',
    '-node',
    'a//b',
    'node:.x',
    'a'.repeat(256),
  ])('refuses %j', text => {
    expect(parseReference(text)).toBeUndefined()
  })

  test('an upper-case first part is a registry, as in Docker', () => {
    expect(parseReference('HOST/app')).toMatchObject({ registry: 'HOST', repository: 'app' })
  })
})
