// Compares our parser with BuildKit's over a folder of Dockerfiles that is not part of the repository.
// Usage: npm run conformance -- FOLDER
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { printDockerfile } from '../../src/dockerfile/print.ts'
import { difference } from './compare.ts'
import { runHarness } from './harness.ts'
import { project, type ReadFile } from './project.ts'

/** Prints how many files agree, and the first difference of each one that does not. */
export function compareFolder(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
  const theirs = runHarness<ReadFile>('files', files)
  let rejected = 0
  let different = 0
  for (const [at, file] of files.entries()) {
    const text = readFileSync(file, 'utf8')
    if (printDockerfile(parseDockerfile(text)) !== text) console.log(`${file}: does not print back`)
    const result = theirs[at] ?? {}
    if (result.rejected !== undefined || result.refused !== undefined) rejected++
    const found = difference(result, project(text))
    if (found === undefined) continue
    different++
    console.log(`${file}: ${found.slice(0, 400)}`)
  }
  console.log(`${files.length} files, ${rejected} refused by BuildKit, ${different} read differently`)
  return different
}
