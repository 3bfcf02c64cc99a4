import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'

const root = dirname(import.meta.dirname)

/** Builds what is published: the bundle with the licences of what is in it, and the types of the library. */
export function buildPackage(folder: string): void {
  run('tsdown/dist/run.mjs', '--logLevel', 'error', '--out-dir', folder)
  run('typescript/bin/tsc', '-p', 'tsconfig.types.json', '--outDir', join(folder, 'types'))
  nameDeclarations(join(folder, 'types'))
}

function run(script: string, ...args: readonly string[]): void {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit',
  })
}

/** TypeScript leaves `.ts` in the specifiers of declarations, where no such files are published. */
function nameDeclarations(types: string): void {
  for (const name of readdirSync(types, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue
    const path = join(types, name)
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replaceAll(/(['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2'))
  }
}
