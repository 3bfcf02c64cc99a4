import { resolve } from 'node:path'
import { readAppFolder } from '../../app/read-app-folder.ts'
import { formatBaseline } from '../../budget/baseline.ts'
import { defaultBaseline } from '../../budget/budget.ts'
import { gateRecord } from '../../budget/gate-record.ts'
import { judge } from '../../budget/judge.ts'
import { weigh } from '../../budget/weigh.ts'
import type { Budget } from '../../config/config.ts'
import { UserError } from '../../errors.ts'
import { measuredImage } from '../../measure/measure-image.ts'
import type { MeasuredImage } from '../../measure/measured-image.ts'
import { replaceAll } from '../../optimize/write-files.ts'
import { renderBudget } from '../../report/terminal/budget.ts'
import { formatSize } from '../../report/terminal/size.ts'
import type { BudgetAction, BudgetOptions } from '../commands/budget.ts'
import { exitCode } from '../exit.ts'
import { baseShare } from '../images/base-share.ts'
import { inspectNamed } from '../images/open-image.ts'
import { type Io, styleFor } from '../io.ts'
import { loadConfig } from '../optimize/load-config.ts'
import { checkReportPlaces, writeText } from '../reports/write-reports.ts'
import { asked } from './asked.ts'
import { readBaseline } from './read-baseline.ts'

/**
 * Does what `laststage budget` was asked for.
 * @returns the exit code
 */
export async function runBudget(
  action: BudgetAction,
  name: string,
  options: BudgetOptions,
  io: Io,
): Promise<number> {
  if (action === 'check') await checkReportPlaces(options, io)
  const config = await loadConfig(
    readAppFolder(io.cwd),
    options.config,
    io.cwd,
    styleFor(io.stderr, io, options.color),
  )
  const budget: Budget = { ...config.budget, ...asked(options) }
  const base = budget.base ?? 'included'
  const file = budget.baseline ?? defaultBaseline
  const path = resolve(io.cwd, file)
  // A file that cannot be read ends it before an image of a gigabyte is.
  const baseline = action === 'check' ? await readBaseline(path, file, base) : undefined
  const image = await inspectNamed(name, options, io)
  const share =
    options.base === undefined
      ? undefined
      : await baseShare(options.base, image.contents.document.diffIds, options, io)
  const measured = measuredImage(name, image, share)
  if (base === 'excluded') refuseUnknownBase(measured)
  const weight = weigh(image, measured, base)
  if (action === 'accept') {
    await put(
      path,
      formatBaseline({ schemaVersion: 1, image: name, platform: measured.platform, base, ...weight }),
    )
    io.stdout.write(
      `${file}: ${formatSize(weight.total)} unpacked, ${formatSize(weight.compressed)} to pull. Commit it.\n`,
    )
    return exitCode.ok
  }
  const verdict = judge({ name, platform: measured.platform, weight }, budget, baseline)
  if (options.record !== undefined)
    await put(resolve(io.cwd, options.record), `${JSON.stringify(gateRecord(verdict, io.env))}\n`)
  if (options.json === true) io.stdout.write(`${JSON.stringify(verdict, undefined, 2)}\n`)
  else if (options.markdown !== '-')
    io.stdout.write(renderBudget(verdict, styleFor(io.stdout, io, options.color)))
  const written = await writeText(
    options.markdown,
    async () => (await import('../../report/markdown/budget.ts')).budgetComment(verdict, weight),
    io,
  )
  io.stderr.write(written.map(line => `${line}\n`).join(''))
  return verdict.kept ? exitCode.ok : exitCode.findings
}

async function put(path: string, text: string): Promise<void> {
  await replaceAll([{ path, text }], async () => {})
}

function refuseUnknownBase({ base }: MeasuredImage): void {
  if (base.how !== 'unknown') return
  throw new UserError(
    'unknown-base',
    'the budget leaves the base image out, but which layers are its own cannot be told',
    'Name it with --base IMAGE, by the digest that was built on.',
  )
}
