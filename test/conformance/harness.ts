import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SOURCE = join(import.meta.dirname, 'harness')

/** Builds the Go program and runs it once over the lines; one result per line. Needs Go and its module proxy. */
export function runHarness<Result>(mode: 'files' | 'words', lines: readonly string[]): Result[] {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
  try {
    const binary = join(folder, 'harness')
    execFileSync('go', ['build', '-o', binary, '.'], { cwd: SOURCE, stdio: ['ignore', 'inherit', 'inherit'] })
    const output = execFileSync(binary, [mode], {
      input: lines.map(line => `${line}\n`).join(''),
      maxBuffer: 1 << 30,
      encoding: 'utf8',
    })
    return output
      .split('\n')
      .filter(line => line !== '')
      .map((line): Result => JSON.parse(line))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
