import { readFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { UserError } from '../../errors.ts'
import { checkFreshness, type Freshness } from '../../receipt/freshness.ts'
import { parseReceipt, type Receipt, receiptName } from '../../receipt/receipt.ts'
import { renderFreshness } from '../../report/terminal/verified.ts'
import type { VerifiedReceipt } from '../../report/verified.ts'
import type { VerifyOptions } from '../commands/verify.ts'
import { exitCode } from '../exit.ts'
import { type Io, styleFor } from '../io.ts'

/**
 * Does what `laststage verify --receipt` was asked for, and prints the answer.
 * @param named as after `--receipt`
 * @returns the exit code
 */
export async function runVerifyReceipt(
  named: string | true,
  options: VerifyOptions,
  io: Io,
): Promise<number> {
  const shown = named === true ? receiptName : named
  const path = resolve(io.cwd, shown)
  const receipt = await readReceipt(path, shown)
  const root = resolve(dirname(path), receipt.app)
  if (options.renew === true) {
    const { renewReceipt } = await import('./renew-receipt.ts')
    return await renewReceipt({ root, path, shown, receipt, options, io })
  }
  const freshness = await checkFreshness(root, receipt, relative(root, path))
  const checked: VerifiedReceipt = {
    schemaVersion: 1,
    receipt: shown,
    ...freshness,
    verdict: receipt.verdict,
  }
  io.stdout.write(
    options.json === true
      ? `${JSON.stringify(checked, null, 2)}\n`
      : renderFreshness(checked, next(freshness, receipt, shown), styleFor(io.stdout, io, options.color)),
  )
  return freshness.fresh ? exitCode.ok : exitCode.findings
}

async function readReceipt(path: string, shown: string): Promise<Receipt> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) {
    const hint = 'laststage optimize --write leaves one, and optimize --receipt FILE too.'
    throw new UserError('no-receipt', `${shown} cannot be read`, hint)
  }
  const receipt = parseReceipt(text)
  if (receipt !== undefined) return receipt
  const hint = 'It may be of another version, or edited: make it anew with laststage optimize --receipt FILE.'
  throw new UserError('bad-receipt', `${shown} is not a receipt that this version reads`, hint)
}

function next(
  { fresh, stands }: Freshness,
  { original, candidate }: Receipt,
  shown: string,
): readonly string[] {
  if (!fresh && stands === 'original') return ['Prove it anew: laststage optimize --receipt FILE']
  if (!fresh) return [`Prove it anew: laststage verify --receipt ${shown} --renew`]
  const bases = [...original.bases, ...candidate.bases]
  const pinned = bases.every(({ reference }) => reference.includes('@sha256:'))
  return bases.length === 0 || pinned
    ? []
    : ['Base images may have moved on under their tags since; --renew builds on what they are now.']
}
