import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { propose } from '../../src/rewrite/propose.ts'

/** A Rust program of the standard library alone, linked with musl. */
const rust = (environment: string) => ({
  Dockerfile: `FROM rust:1.83-alpine\nRUN apk add --no-cache musl-dev tzdata\n${environment}WORKDIR /src\nCOPY . .\nRUN cargo build --release\nCMD ["/src/target/release/clock"]\n`,
  'Cargo.toml': '[package]\nname = "clock"\nversion = "0.1.0"\nedition = "2021"\n',
  'Cargo.lock': 'version = 3\n\n[[package]]\nname = "clock"\nversion = "0.1.0"\n',
  'src/main.rs': 'fn main() {\n    println!("hello");\n}\n',
})

const told = (environment: string) =>
  propose({ app: memoryApp(rust(environment)) })
    .candidates.filter(({ strategy }) => strategy === 'staged')
    .map(({ finalBase, diagnostics }) => [
      finalBase,
      ...diagnostics.filter(({ code }) => code === 'time-zone-missing').map(({ message }) => message),
    ])

test('a time zone that the original knew and the new base does not is told', () => {
  expect(told('ENV TZ=Europe/Berlin\n')).toEqual([
    ['scratch', 'in staged: TZ=Europe/Berlin is not found: scratch has no time zone database, so it is UTC'],
  ])
})

test('nothing is told where nothing is named', () => {
  expect(told('')).toEqual([['scratch']])
})
