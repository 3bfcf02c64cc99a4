import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { staticReport } from '../../src/optimize/static.ts'
import { propose } from '../../src/rewrite/propose.ts'

const built = `FROM rust:1.85 AS build
WORKDIR /app
COPY . .
RUN cargo build --release
`
const files = {
  'Cargo.toml': '[package]\nname = "notes"\nversion = "0.1.0"\n',
  'Cargo.lock': 'version = 4\n',
  'src/main.rs': 'fn main() {}\n',
}
const reportOf = (Dockerfile: string) => {
  const app = memoryApp({ ...files, Dockerfile })
  return staticReport(app, propose({ app }), 'staged')
}

test('a Dockerfile that leaves the compiler out already is no refusal', () => {
  const report = reportOf(
    `${built}\nFROM gcr.io/distroless/cc-debian13\nCOPY --from=build /app/target/release/notes /notes\nCMD ["/notes"]\n`,
  )
  expect(report.refused).toBeUndefined()
  expect(report.whyChosen).toBe('There is nothing to change.')
  expect(report.notes).toEqual([expect.stringContaining('ships without the compiler already')])
})

test('one that a stack does not understand is', () => {
  const report = reportOf('FROM rust:1.85\nWORKDIR /app\nCOPY . .\nRUN cargo test\nCMD ["./notes"]\n')
  expect(report.refused?.reason).toContain('no RUN with `cargo build`')
})
