import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

/** Writes a page of the documentation as the formatter wants it. */
export function writePage(file: string, text: string): void {
  writeFileSync(file, text)
  const biome = join(import.meta.dirname, '../node_modules/@biomejs/biome/bin/biome')
  execFileSync(process.execPath, [biome, 'format', '--write', file], { stdio: 'ignore' })
}
