import type { AppFiles } from '../../app/app-files.ts'
import { tomlEntries } from '../../app/toml-entries.ts'
import { placesOf } from '../../model/places-of.ts'
import { type CargoManifest, dependencyNames } from './cargo-manifest.ts'
import { rustSources } from './rust-needs.ts'

/** Where a Rust program listens, as its sources and settings say. */
export interface Listens {
  readonly port: string | undefined
  /** Lines of a Dockerfile that make it listen where its container is reached. */
  readonly lines: readonly string[]
}

const everywhere =
  /"(?:0\.0\.0\.0|\[::\]):(\d{2,5})"|\(\[0, ?0, ?0, ?0\], ?(\d{2,5})\)|\(\s*"(?:0\.0\.0\.0|::)",\s*(\d{2,5})\)/
const loopback =
  /\bbind\w*\(\s*(?:&|\(\s*)?"(?:127\.0\.0\.1|localhost)(?:"\s*,\s*|:)(\d{2,5})|\(\[127, ?0, ?0, ?1\], ?(\d{2,5})\)/

/** Reads a literal address, or what Rocket does by itself. */
export function readListens(app: AppFiles, crates: readonly CargoManifest[]): Listens {
  const files = rustSources(app, crates)
  const rocket = crates.some(({ entries }) => dependencyNames(entries).includes('rocket'))
  if (rocket && !files.some(({ text }) => /["']address["']|\baddress\s*:/.test(text)))
    return rocketListens(app)
  const sources = files.map(({ path, text }) => ({ path, code: text }))
  const found = (pattern: RegExp) =>
    placesOf(sources, pattern, match => match.slice(1).find(Boolean) ?? '').at(0)
  const port = found(everywhere)?.fact
  if (port !== undefined) return { port, lines: [] }
  const local = found(loopback)
  return local === undefined
    ? { port: undefined, lines: [] }
    : {
        port: local.fact,
        lines: [
          `# Not reached from outside: ${local.file}:${local.range?.start.line ?? 1} listens on 127.0.0.1; let it bind 0.0.0.0.`,
        ],
      }
}

/**
 * Rocket listens on 127.0.0.1 wherever nothing says otherwise, and its variables win over Rocket.toml.
 * Source: https://rocket.rs/guide/v0.5/configuration/
 */
function rocketListens(app: AppFiles): Listens {
  const ports = tomlEntries(app.read('Rocket.toml') ?? '').filter(({ key }) => key === 'port')
  const port =
    ports.find(({ table }) => table === 'release') ??
    ports.find(({ table }) => /^(?:default|global)$/.test(table))
  const number = /^\d+$/.exec(port?.raw ?? '')?.[0]
  return { port: number ?? '8000', lines: ['ENV ROCKET_ADDRESS=0.0.0.0'] }
}
