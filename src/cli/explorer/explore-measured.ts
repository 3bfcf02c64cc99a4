import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { openLedger } from '../../closure/ledger-file.ts'
import { UserError } from '../../errors.ts'
import type { ImageView } from '../../measure/files/image-files.ts'
import { exploredImage, type LedgerSource } from '../../report/explorer/image/explored-image.ts'
import { imageSubject } from '../../report/explorer/image/image-subject.ts'
import { createLook } from '../../report/explorer/look.ts'
import { ledgerName } from '../../rewrite/closure/propose-closure.ts'
import type { MeasureOptions } from '../commands/measure.ts'
import { type Io, speaksUnicode, wantsColor } from '../io.ts'
import { explore } from './explore.ts'

/**
 * Before an image is read: whether it can be looked into by keys.
 * @throws UserError where there is no terminal, or another form of the answer was asked for
 */
export function checkInteractive(name: string, options: MeasureOptions, io: Io): void {
  if (options.json === true || [options.markdown, options.sbom].includes('-') || !options.contents)
    throw new UserError(
      'interactive-alone',
      '--interactive shows files on the terminal: --json, --markdown -, --sbom - and --no-contents do not go with it',
    )
  if (name === '-')
    throw new UserError(
      'interactive-input',
      '--interactive reads keys from standard input, so the image cannot come from there',
      'docker save app:1.2 -o app.tar, then laststage measure app.tar -i',
    )
  if (io.openTerminal === undefined)
    throw new UserError(
      'no-terminal',
      '--interactive needs a terminal: standard input and output are not both one',
      'Leave it out for text; --json prints all that was measured, --report FILE.html has a page with every file.',
    )
}

/** Lets a person look around in an image that was read. */
export async function exploreMeasured(view: ImageView, options: MeasureOptions, io: Io): Promise<void> {
  const terminal = await io.openTerminal?.()
  if (terminal === undefined) return
  const look = createLook({
    color: wantsColor(io.stdout, io.env, options.color),
    unicode: speaksUnicode(io.env),
    screen: true,
  })
  await explore(imageSubject(exploredImage(view, ledgerIn(io.cwd))), look, terminal, io.signal)
}

/** The ledger of a closure in the working directory, as `laststage explain /path` reads it. */
function ledgerIn(cwd: string): LedgerSource | undefined {
  const file = resolve(cwd, ledgerName)
  return existsSync(file) ? { name: ledgerName, line: openLedger(readFileSync(file, 'utf8')) } : undefined
}
