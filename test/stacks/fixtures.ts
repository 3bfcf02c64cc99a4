import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { memoryApp } from '../../src/app/memory-app.ts'
import type { AppFiles } from '../../src/app/app-files.ts'
import { readAppFolder } from '../../src/app/read-app-folder.ts'
import type { Change } from '../../src/model/change.ts'
import { propose } from '../../src/rewrite/propose.ts'

const stacksFolder = new URL('../../src/stacks', import.meta.url).pathname

/** A case of a stack: an app, and under `expected/` what is proposed for it. */
export interface Fixture {
  readonly name: string
  readonly folder: string
  readonly app: AppFiles
}

/** Every `src/stacks/<id>/fixtures/<case>`. */
export function fixtures(): readonly Fixture[] {
  return readdirSync(stacksFolder).flatMap(stack => {
    const folder = join(stacksFolder, stack, 'fixtures')
    if (!existsSync(folder)) return []
    return readdirSync(folder).map(name => readFixture(join(folder, name), `${stack}/${name}`))
  })
}

function readFixture(folder: string, name: string): Fixture {
  return {
    name,
    folder,
    app: memoryApp(
      textsOf(folder, path => !path.startsWith('expected/')),
      'app',
    ),
  }
}

/** The text of every file of a folder that is wanted, by path. */
export function textsOf(folder: string, wanted: (path: string) => boolean): Record<string, string> {
  const files = readAppFolder(folder)
  return Object.fromEntries(
    files.list().flatMap(path => (wanted(path) ? [[path, files.read(path) ?? '']] : [])),
  )
}

/** What is proposed, as files: each candidate's files and changes, or the reason for none. */
export function outcomeOf(app: AppFiles): Record<string, string> {
  const proposal = propose({ app })
  const outcome: Record<string, string> = {}
  if (proposal.refused) outcome['refused.txt'] = `${proposal.refused.reason}\n`
  for (const candidate of proposal.candidates.filter(({ strategy }) => strategy === 'staged')) {
    for (const [path, text] of Object.entries(candidate.files)) outcome[`${candidate.id}/${path}`] = text
    const contract = candidate.contractOnly === undefined ? [] : [`contract only: ${candidate.contractOnly}`]
    const warnings = candidate.diagnostics.map(
      each => `${each.code}: ${each.message} ${each.file}:${each.range.start.line}`,
    )
    const lines = [...contract, ...candidate.changes.map(changeText), ...warnings]
    outcome[`${candidate.id}.changes.txt`] = `${lines.join('\n')}\n`
  }
  return outcome
}

function changeText(change: Change): string {
  const places = change.evidence.map(({ file, range }) => (range ? `${file}:${range.start.line}` : file))
  const replaced = change.replaces ? ` [${change.replaces.what} → ${change.replaces.by}]` : ''
  return `${change.id} (${change.applicability}) ${change.title}: ${change.because} ${places.join(' ')}${replaced}`
}

/** Writes what is proposed now as what is expected. To be read in the diff before it is accepted. */
export function acceptOutcome({ folder, app }: Fixture): void {
  const expected = join(folder, 'expected')
  rmSync(expected, { recursive: true, force: true })
  for (const [path, text] of Object.entries(outcomeOf(app))) {
    mkdirSync(dirname(join(expected, path)), { recursive: true })
    writeFileSync(join(expected, path), text)
  }
}

/** What is expected, as files. */
export function expectedOf({ folder }: Fixture): Record<string, string> {
  const expected = join(folder, 'expected')
  if (!existsSync(expected)) return {}
  return Object.fromEntries(
    readdirSync(expected, { recursive: true, withFileTypes: true }).flatMap(entry => {
      if (!entry.isFile()) return []
      const path = join(entry.parentPath, entry.name)
      return [[path.slice(expected.length + 1), readFileSync(path, 'utf8')]]
    }),
  )
}
