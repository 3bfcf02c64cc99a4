import { readFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { readConfig } from '../../config/read-config.ts'
import { UserError } from '../../errors.ts'
import { writeOut } from '../../optimize/write-files.ts'
import { textDigest } from '../../receipt/context-entries.ts'
import { makeReceipt } from '../../receipt/make-receipt.ts'
import { formatReceipt, parseReceipt, receiptName } from '../../receipt/receipt.ts'
import type { Witness } from '../../receipt/witness.ts'
import type { Report } from '../../report/report.ts'
import type { OptimizeOptions } from '../commands/optimize.ts'
import type { Io } from '../io.ts'

/** Where the receipt goes: where it was asked for, else beside the app's files. */
export function receiptPath(root: string, options: OptimizeOptions): string {
  return options.receipt ?? join(root, receiptName)
}

/** @throws UserError before any long work, where something that is no receipt would be overwritten */
export async function checkReceiptPlace(path: string, force: boolean): Promise<void> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UserError('no-receipt-place', `${path} cannot be written: ${error.message}`)
  })
  if (text === undefined || force || parseReceipt(text) !== undefined) return
  throw new UserError(
    'not-a-receipt',
    `${path} exists, and is no receipt of this version`,
    'Name another file, or add --force to replace it.',
  )
}

/** What the chosen candidate would write is what was built and proved, byte for byte. A difference is our own bug. */
export function assertProved(report: Report, witness: Witness): void {
  const chosen = report.candidates.find(({ id }) => id === report.chosen)
  const testimony = chosen && witness.testimony(chosen.id)
  if (chosen === undefined || testimony === undefined) return
  for (const [path, text] of Object.entries(chosen.files))
    if (testimony.files.get(path) !== textDigest(text)) throw new Error(`${path} is not what was proved`)
}

interface ToLeave {
  readonly root: string
  readonly path: string
  readonly app: AppFiles
  readonly current: ReadonlyMap<string, string>
  readonly report: Report
  readonly witness: Witness
  readonly options: OptimizeOptions
  readonly io: Io
}

/** Writes the receipt and says so. */
export async function leaveReceipt({
  root,
  path,
  app,
  current,
  report,
  witness,
  options,
  io,
}: ToLeave): Promise<readonly string[]> {
  const receipt = makeReceipt({
    report,
    witness,
    current,
    platform: options.platform,
    app: relative(dirname(path), root) || '.',
    config: await configSource(root, app, options.config, io.cwd),
    notInputs: [relative(root, path)],
    now: new Date(),
  })
  const shown = relative(io.cwd, path)
  if (receipt === undefined) return [`No receipt: nothing was proved.`]
  await writeOut(dirname(path), { [basename(path)]: formatReceipt(receipt) }, true)
  return [`The receipt is in ${shown}. Later: laststage verify --receipt ${shown}`]
}

/** The configuration that counts, as an input of the proof. */
export async function configSource(
  root: string,
  app: AppFiles,
  named: string | undefined,
  cwd: string,
): Promise<{ readonly path: string; readonly text: string } | undefined> {
  if (named !== undefined) {
    const path = resolve(cwd, named)
    return { path: relative(root, path), text: await readFile(path, 'utf8') }
  }
  const { file } = await readConfig(app)
  const text = file === undefined ? undefined : app.read(file)
  return file === undefined || text === undefined ? undefined : { path: file, text }
}
