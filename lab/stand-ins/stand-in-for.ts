import { alpineFor } from './recipes/alpine.ts'
import { bunFor } from './recipes/bun.ts'
import { caddyFor } from './recipes/caddy.ts'
import { debianFor } from './recipes/debian-slim.ts'
import { denoFor } from './recipes/deno.ts'
import { distrolessFor } from './recipes/distroless.ts'
import { elixirFor } from './recipes/elixir.ts'
import { golangFor } from './recipes/golang.ts'
import { gradleFor } from './recipes/gradle.ts'
import { javaFor } from './recipes/java.ts'
import { nginxFor } from './recipes/nginx.ts'
import { nodeFor } from './recipes/node.ts'
import { phpFor } from './recipes/php.ts'
import { pythonFor } from './recipes/python.ts'
import { rubyFor } from './recipes/ruby.ts'
import { rustFor } from './recipes/rust.ts'
import { staticWebServerFor } from './recipes/static-web-server.ts'
import { parseReference } from './reference.ts'
import type { StandIn } from './stand-in.ts'

const FAMILIES = [
  alpineFor,
  bunFor,
  caddyFor,
  debianFor,
  denoFor,
  distrolessFor,
  elixirFor,
  golangFor,
  gradleFor,
  javaFor,
  nginxFor,
  nodeFor,
  phpFor,
  pythonFor,
  rubyFor,
  rustFor,
  staticWebServerFor,
]

/** The stand-in for an image reference, or undefined where there is no recipe for it. */
export function standInFor(reference: string): StandIn | undefined {
  const parsed = parseReference(reference)
  if (parsed === undefined) return undefined
  for (const family of FAMILIES) {
    const found = family(parsed.repository, parsed.tag)
    if (found !== undefined) return found
  }
  return undefined
}
