import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AppFiles } from '../../src/app/app-files.ts'
import { composeBuilds } from '../../src/app/builds/compose-builds.ts'
import { memoryApp } from '../../src/app/memory-app.ts'
import { readAppFolder } from '../../src/app/read-app-folder.ts'
import { applyFixes } from '../../src/rules/apply-fixes.ts'
import { checkDockerfile, type CheckOptions } from '../../src/rules/check-document.ts'
import type { Rule } from '../../src/rules/rule.ts'

/** Allowed in every case. */
const registries = ['registry.example.com', 'ghcr.io/us']

export const rulesFolder = new URL('../../src/rules', import.meta.url).pathname

/** Every folder of a rule, by its name. */
export function ruleFolders(): readonly string[] {
  return readdirSync(rulesFolder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
}

/** A case of a rule: a Dockerfile, its context in `app/` where it needs one, and what is expected. */
export interface RuleFixture {
  readonly name: string
  readonly folder: string
  readonly text: string
  readonly options: CheckOptions & { readonly unsafe: true }
}

/** Every case of a rule, in the order of their names. */
export function fixturesOf(rule: Rule): readonly RuleFixture[] {
  const folder = join(rulesFolder, rule.id, 'fixtures')
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  return names.map(name => {
    const at = join(folder, name)
    const app = existsSync(join(at, 'app')) ? contextIn(join(at, 'app')) : undefined
    const text = readFileSync(join(at, 'Dockerfile'), 'utf8')
    const builds = app?.has('compose.yaml') === true ? composeBuilds(app, ['compose.yaml']).builds : []
    return { name, folder: at, text, options: { rules: [rule], app, registries, builds, unsafe: true } }
  })
}

/** A folder that git would not take (`.git`, `node_modules`) is written `as-.git` in a case. */
function contextIn(folder: string): AppFiles {
  const app = readAppFolder(folder)
  return memoryApp(
    Object.fromEntries(app.list().map(path => [path.replace(/(^|\/)as-/g, '$1'), app.read(path) ?? ''])),
  )
}

/** What the rule says of a case, in the form of `expected.json`. */
export function findingsOf({ text, options }: RuleFixture, rule: Rule): readonly Record<string, unknown>[] {
  const { findings } = checkDockerfile(text, 'Dockerfile', options)
  return findings
    .filter(({ code }) => code === rule.id)
    .map(({ file, range: { start }, severity, message, help, fix }) => ({
      at: `${file}:${start.line}:${start.column}`,
      severity,
      message,
      ...(help === undefined ? {} : { help }),
      ...(fix === undefined ? {} : { fix: `${fix.title} (${fix.applicability})` }),
    }))
}

/** The text with every fix of the rule made, or undefined where there is none. */
export function fixedOf({ text, options }: RuleFixture): string | undefined {
  const { text: fixed } = applyFixes(text, 'Dockerfile', options)
  return fixed === text ? undefined : fixed
}

/** The `.dockerignore` with every fix of the rule made, or undefined where none changes it. */
export function ignoredOf({ text, options }: RuleFixture): string | undefined {
  return applyFixes(text, 'Dockerfile', options).files['.dockerignore']
}

export function expectedFindings({ folder }: RuleFixture): unknown {
  return JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))
}

export function expectedText(
  { folder }: RuleFixture,
  name: 'fixed.Dockerfile' | 'fixed.dockerignore' = 'fixed.Dockerfile',
): string | undefined {
  const path = join(folder, name)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** Writes what is found now as what is expected. To be read in the diff before it is accepted. */
export function acceptFixture(fixture: RuleFixture, rule: Rule): void {
  const findings = JSON.stringify(findingsOf(fixture, rule), null, 2)
  writeFileSync(join(fixture.folder, 'expected.json'), `${findings}\n`)
  const fixed = fixedOf(fixture)
  if (fixed !== undefined) writeFileSync(join(fixture.folder, 'fixed.Dockerfile'), fixed)
  const ignored = ignoredOf(fixture)
  if (ignored !== undefined) writeFileSync(join(fixture.folder, 'fixed.dockerignore'), ignored)
}
