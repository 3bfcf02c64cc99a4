import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { explainFromLedger } from '../../closure/ledger-file.ts'
import { UserError } from '../../errors.ts'
import { formatSize } from '../../report/terminal/size.ts'
import { columns } from '../../report/terminal/text.ts'
import { ledgerName } from '../../rewrite/closure/propose-closure.ts'
import { rules } from '../../rules/index.ts'
import type { Rule } from '../../rules/rule.ts'
import type { Io } from '../io.ts'
import { rulePage } from './rule-page.ts'

/**
 * Prints a rule's page, the list of rules, or why a path of the image is kept.
 * @throws UserError where there is no such rule, no ledger, or no such path in it
 */
export function runExplain(name: string | undefined, io: Io): void {
  if (name === undefined) {
    io.stdout.write(`${columns(rules.map(row)).join('\n')}\n`)
    return
  }
  if (name.startsWith('/')) {
    io.stdout.write(`${explainPath(name, io.cwd)}\n`)
    return
  }
  const wanted = name.toLowerCase()
  const found = rules.filter(rule => namesOf(rule).some(each => each.toLowerCase() === wanted))
  if (found.length === 0) {
    throw new UserError('no-such-rule', `there is no rule ${name}`, '`laststage explain` lists them.')
  }
  io.stdout.write(found.map(({ id }) => readFileSync(rulePage(id), 'utf8')).join('\n'))
}

/** Answers from the ledger of a closure in the working directory. */
function explainPath(path: string, cwd: string): string {
  const file = resolve(cwd, ledgerName)
  if (!existsSync(file)) {
    throw new UserError(
      'no-ledger',
      `there is no ${ledgerName} here`,
      '`laststage optimize . --strategy closure --out DIR` writes one.',
    )
  }
  const found = explainFromLedger(readFileSync(file, 'utf8'), path)
  if (found === undefined) {
    throw new UserError('no-such-path', `${path} was not in the image`, `See ${ledgerName} for what was.`)
  }
  const size = found.bytes === 0 ? '' : ` (${formatSize(found.bytes)})`
  if (found.kept) return `${path} is kept${size}: ${found.because}`
  const within = found.path === path ? '' : ` with ${found.path}`
  return `${path} is left behind${within}${size}: ${found.because}; no trace touched it`
}

function row({ id, family, severity, title }: Rule): readonly string[] {
  return [id, family, severity, title]
}

function namesOf({ id, counterparts: { hadolint = [], buildkit = [] } }: Rule): readonly string[] {
  return [id, ...hadolint, ...buildkit]
}
