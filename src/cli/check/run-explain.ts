import { existsSync, readFileSync } from 'node:fs'
import { UserError } from '../../errors.ts'
import { columns } from '../../report/terminal/text.ts'
import { rules } from '../../rules/index.ts'
import type { Rule } from '../../rules/rule.ts'
import type { Io } from '../io.ts'

/**
 * Prints a rule's page, or the list of rules.
 * @throws UserError where there is no such rule
 */
export function runExplain(name: string | undefined, io: Io): void {
  if (name === undefined) {
    io.stdout.write(`${columns(rules.map(row)).join('\n')}\n`)
    return
  }
  const wanted = name.toLowerCase()
  const found = rules.filter(rule => namesOf(rule).some(each => each.toLowerCase() === wanted))
  if (found.length === 0) {
    throw new UserError('no-such-rule', `there is no rule ${name}`, '`laststage explain` lists them.')
  }
  io.stdout.write(found.map(({ id }) => pageOf(id)).join('\n'))
}

function row({ id, family, severity, title }: Rule): readonly string[] {
  return [id, family, severity, title]
}

function namesOf({ id, counterparts: { hadolint = [], buildkit = [] } }: Rule): readonly string[] {
  return [id, ...hadolint, ...buildkit]
}

/** The pages are published beside the code: from the bundle in `dist/` and from the sources alike. */
function pageOf(id: string): string {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    const page = new URL(`src/rules/${id}/README.md`, folder)
    if (existsSync(page)) return readFileSync(page, 'utf8')
    if (folder.pathname === '/') throw new Error(`the page of ${id} is missing from this installation`)
  }
}
