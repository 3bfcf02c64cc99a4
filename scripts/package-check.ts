import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { stagePackage } from './stage-package.ts'

// Builds what would be published and asks publint and "are the types wrong?" whether others can use it.
const modules = join(dirname(import.meta.dirname), 'node_modules')
const folder = mkdtempSync(join(tmpdir(), 'laststage-package-'))
try {
  const { file, files, size, unpackedSize } = stagePackage(folder)
  console.log(`${files.length} files, ${size} bytes packed, ${unpackedSize} unpacked`)
  run('publint/src/cli.js', file, '--strict')
  run('@arethetypeswrong/cli/dist/index.js', file, '--profile', 'esm-only', '--no-emoji')
} catch (error) {
  if (!(error instanceof Error && 'status' in error)) throw error
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}

function run(script: string, ...args: readonly string[]): void {
  execFileSync(process.execPath, [join(modules, script), ...args], { stdio: 'inherit' })
}
