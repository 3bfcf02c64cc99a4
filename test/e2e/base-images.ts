import path from 'node:path'
import { imagesNamed } from '../../lab/stand-ins/images-named.ts'
import { dockerfilesOf, readExamples } from '../../scripts/demo/examples.ts'

const CHECKOUT = path.resolve(import.meta.dirname, '../..')

/** Rungs that a rejected candidate for an example falls back to, what the tracer is built on, and what the lab's and the engine's own tests use. */
const ALSO = [
  'busybox:1.37',
  'debian:bookworm-slim',
  'gcr.io/distroless/base-debian13',
  'gcr.io/distroless/cc-debian13',
  'gcr.io/distroless/java21-debian13',
  'gcr.io/distroless/static-debian13',
  'golang:1.23-alpine3.21',
  'maven:3.9.9-eclipse-temurin-21-alpine',
  'gcr.io/distroless/nodejs22-debian13',
  'nginx:1.27.4-alpine-slim',
  'node:20-alpine',
  'node:22',
  'node:22-slim',
  'python:3.13-slim',
]

/** The base images that the tests with an engine build on: the examples', their candidates' and a few more. */
export function baseImages(): string[] {
  const named = imagesNamed(dockerfilesOf(readExamples(CHECKOUT)))
  return [...new Set([...named, ...ALSO])]
}
