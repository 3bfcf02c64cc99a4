import { expect, test } from 'vitest'
import { withFiles } from '../../src/app/memory-app.ts'
import { propose } from '../../src/rewrite/propose.ts'
import { fixtures } from './fixtures.ts'

const known = fixtures()

/** An app without a Dockerfile, what its version manager is told, and the base of the first stage then. */
test.each([
  ['node-server', 'hono-typescript-no-dockerfile', 'nodejs 20.11.1', 'node:20-slim'],
  ['node-static', 'astro-no-dockerfile', 'nodejs 22.1.0', 'node:22-slim'],
  ['python', 'flask-no-dockerfile', 'python 3.11.4', 'python:3.11'],
  ['ruby', 'ruby-sinatra-no-dockerfile', 'ruby 3.2.2', 'ruby:3.2.2'],
  ['go', 'go-no-dockerfile', 'golang 1.25.3', 'golang:1.25-alpine'],
  ['rust', 'rust-no-dockerfile', 'rust 1.88.0', 'rust:1.88.0'],
  ['elixir', 'elixir-no-dockerfile', 'elixir 1.17.3-otp-27', 'elixir:1.17-otp-27'],
  ['php', 'php-no-dockerfile', 'php 8.4.2', 'php:8.4-apache'],
  ['deno', 'deno-no-dockerfile', 'deno 2.5.6', 'denoland/deno:2.5.6'],
])('%s/%s is built with %s', (stack, name, told, image) => {
  const { base, because } = proposed(`${stack}/${name}`, told)
  expect(base).toBe(image)
  expect(because).toContain('.tool-versions names ')
})

test.each([
  ['a Go older than that of go.mod', 'go/go-no-dockerfile', 'golang 1.20.1'],
  ['another Java than the build asks for', 'java-maven/java-plain-no-dockerfile', 'java temurin-25.0.1'],
])('%s changes nothing', (_what, fixture, told) => {
  expect(proposed(fixture, told)).toEqual(proposed(fixture, 'shellcheck 0.10.0'))
})

function proposed(fixture: string, told: string) {
  const app = known.find(each => each.name === fixture)?.app
  if (!app) throw new Error(`no fixture ${fixture}`)
  const [candidate] = propose({ app: withFiles(app, { '.tool-versions': `${told}\n` }) }).candidates
  return {
    base: /^FROM (\S+)/m.exec(candidate?.files['Dockerfile'] ?? '')?.[1],
    because: candidate?.changes.map(each => each.because).join(' '),
  }
}
