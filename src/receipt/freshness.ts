import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { configNames } from '../config/read-config.ts'
import { type ContextEntries, contextDigest, readContext, textDigest } from './context-entries.ts'
import { isApart } from './make-receipt.ts'
import type { Receipt, ReceiptSide } from './receipt.ts'

/** Whether a proof still speaks of what stands there. */
export interface Freshness {
  readonly fresh: boolean
  /** `candidate`: what was proved stands there. `original`: it was proved and not written. */
  readonly stands: 'candidate' | 'original'
  readonly changed: readonly ChangedInput[]
}

export interface ChangedInput {
  /** A path, or `build context` where the receipt lists no files. */
  readonly input: string
  readonly what: 'changed' | 'added' | 'removed'
}

/** At most so many files are named one by one. */
const named = 20

/**
 * Compares a receipt with an app folder. Reads only: neither an engine nor the network is asked, so base images that
 * moved on under their tags are not seen.
 * @param receiptPath the receipt's own path in the folder, which is no input
 */
export async function checkFreshness(
  folder: string,
  receipt: Receipt,
  receiptPath: string,
): Promise<Freshness> {
  const candidateFiles = await changedFiles(folder, receipt.candidate)
  const originalFiles = await changedFiles(folder, receipt.original)
  const stands = originalFiles.length < candidateFiles.length ? 'original' : 'candidate'
  const files = stands === 'candidate' ? candidateFiles : originalFiles
  const changed = [
    ...files,
    ...(await changedConfig(folder, receipt)),
    ...(await changedContext(folder, receipt, receipt[stands], receiptPath)),
  ]
  return { fresh: changed.length === 0, stands, changed }
}

async function changedFiles(folder: string, { files }: ReceiptSide): Promise<readonly ChangedInput[]> {
  const found: ChangedInput[] = []
  for (const { path, sha256 } of files) {
    const now = await digestOf(folder, path)
    if (now !== sha256) found.push({ input: path, what: whatOf(sha256 ?? undefined, now ?? undefined) })
  }
  return found
}

async function changedConfig(folder: string, { config }: Receipt): Promise<readonly ChangedInput[]> {
  if (config !== null) {
    const now = await digestOf(folder, config.path)
    return now === config.sha256
      ? []
      : [{ input: config.path, what: whatOf(config.sha256, now ?? undefined) }]
  }
  for (const path of configNames)
    if ((await digestOf(folder, path)) !== null) return [{ input: path, what: 'added' }]
  return []
}

async function changedContext(
  folder: string,
  receipt: Receipt,
  side: ReceiptSide,
  receiptPath: string,
): Promise<readonly ChangedInput[]> {
  const files = [...receipt.original.files, ...receipt.candidate.files].map(({ path }) => path)
  const others = [receiptPath, ...(receipt.config === null ? [] : [receipt.config.path])]
  const all = await readContext(folder, receipt.dockerfile)
  const now: ContextEntries = new Map([...all].filter(([path]) => !isApart(path, files, others)))
  if (contextDigest(now) === side.context.sha256) return []
  if (side.context.files === undefined) return [{ input: 'build context', what: 'changed' }]
  const before = new Map(Object.entries(side.context.files))
  const paths = [...new Set([...before.keys(), ...now.keys()])].sort()
  const changed = paths
    .filter(path => before.get(path) !== now.get(path))
    .map(path => ({ input: path, what: whatOf(before.get(path), now.get(path)) }))
  const more = changed.length - named
  if (more <= 0) return changed
  return [...changed.slice(0, named), { input: `${more} more files`, what: 'changed' }]
}

function whatOf(before: string | undefined, now: string | undefined): ChangedInput['what'] {
  if (before === undefined) return 'added'
  return now === undefined ? 'removed' : 'changed'
}

/** Null where there is no such file. */
async function digestOf(folder: string, path: string): Promise<string | null> {
  const bytes = await readFile(join(folder, path)).catch(() => undefined)
  return bytes === undefined ? null : textDigest(bytes)
}
