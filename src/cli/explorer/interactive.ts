import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { openLedger } from '../../closure/ledger-file.ts'
import { UserError } from '../../errors.ts'
import type { LedgerSource } from '../../report/explorer/image/explored-image.ts'
import { createLook } from '../../report/explorer/look.ts'
import type { Subject } from '../../report/explorer/subject.ts'
import { ledgerName } from '../../rewrite/closure/propose-closure.ts'
import type { DiffOptions } from '../commands/diff.ts'
import type { MeasureOptions } from '../commands/measure.ts'
import { type Io, speaksUnicode, wantsColor } from '../io.ts'
import { explore } from './explore.ts'

/**
 * Before an image is read: whether it can be looked into by keys.
 * @param names of the images, as they were given
 * @throws UserError where there is no terminal, or another form of the answer was asked for
 */
export function checkInteractive(
  names: readonly string[],
  options: Partial<MeasureOptions> & Partial<DiffOptions>,
  io: Io,
): void {
  const others = [
    ...(options.json === true ? ['--json'] : []),
    ...(options.markdown === '-' ? ['--markdown -'] : []),
    ...(options.sbom === '-' ? ['--sbom -'] : []),
    ...(options.contents === false ? ['--no-contents'] : []),
    ...(options.scan === true ? ['--scan'] : []),
  ]
  if (others.length > 0)
    throw new UserError(
      'interactive-alone',
      `--interactive shows files on the terminal: ${others.join(' and ')} ${others.length === 1 ? 'does' : 'do'} not go with it`,
    )
  if (names.includes('-'))
    throw new UserError(
      'interactive-input',
      '--interactive reads keys from standard input, so the image cannot come from there',
      'Keep it in a file: docker save app:1.2 -o app.tar',
    )
  if (io.openTerminal === undefined)
    throw new UserError(
      'no-terminal',
      '--interactive needs a terminal: standard input and output are not both one',
      'Leave it out for text; --json prints all that is known, --report FILE.html has a page with every file.',
    )
}

/** Lets a person look around in what was read. */
export async function exploreOnTerminal(
  subject: Subject,
  options: Pick<MeasureOptions, 'color'>,
  io: Io,
): Promise<void> {
  const terminal = await io.openTerminal?.()
  if (terminal === undefined) return
  const look = createLook({
    color: wantsColor(io.stdout, io.env, options.color),
    unicode: speaksUnicode(io.env),
    screen: true,
  })
  await explore(subject, look, terminal, io.signal)
}

/** The ledger of a closure in the working directory, as `laststage explain /path` reads it. */
export function ledgerIn(cwd: string): LedgerSource | undefined {
  const file = resolve(cwd, ledgerName)
  return existsSync(file) ? { name: ledgerName, line: openLedger(readFileSync(file, 'utf8')) } : undefined
}
