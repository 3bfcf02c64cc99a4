import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'

// What is published: the bundle, and the types of the library.
const root = dirname(import.meta.dirname)
const run = (script: string, ...args: readonly string[]): void => {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit',
  })
}

run('tsdown/dist/run.mjs', '--logLevel', 'error')
run('typescript/bin/tsc', '-p', 'tsconfig.types.json')

// TypeScript leaves `.ts` in the specifiers of declarations, where no such files are published.
const types = join(root, 'dist', 'types')
for (const name of readdirSync(types, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.d.ts')) continue
  const path = join(types, name)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replaceAll(/(['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2'))
}
