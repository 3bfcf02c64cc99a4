import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { imagesNamed } from '../../lab/stand-ins/images-named.ts'

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples')

/** Besides those that the examples name: what candidates for them stand on, and what the engine's own tests use. */
const ALSO = [
  'busybox:1.37',
  'eclipse-temurin:21-jdk',
  'eclipse-temurin:21-jre',
  'gcr.io/distroless/base-debian13',
  'gcr.io/distroless/cc-debian13',
  'gcr.io/distroless/java21-debian13',
  'gcr.io/distroless/static-debian13',
  'ghcr.io/static-web-server/static-web-server:2',
  'golang:1.23-alpine3.21',
  'maven:3.9-eclipse-temurin-21',
  'maven:3.9.9-eclipse-temurin-21-alpine',
  'nginx:1.27.4-alpine-slim',
  'node:20-alpine',
]

/** The base images that the tests with an engine build on. */
export function baseImages(): string[] {
  const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })
  const dockerfiles = files.filter(name => path.basename(name) === 'Dockerfile')
  const named = imagesNamed(dockerfiles.map(name => readFileSync(path.join(EXAMPLES, name), 'utf8')))
  return [...new Set([...named, ...ALSO])]
}
