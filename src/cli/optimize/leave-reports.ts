import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { openLedger } from '../../closure/ledger-file.ts'
import type { Config } from '../../config/config.ts'
import type { InspectedImage } from '../../measure/inspect/inspect-image.ts'
import type { PathReason } from '../../measure/files/image-files.ts'
import { parseReceipt } from '../../receipt/receipt.ts'
import { theOriginal } from '../../receipt/witness.ts'
import type { ComparedImages } from '../../report/html/diffed-page.ts'
import type { ReceiptFacts } from '../../report/html/sections/proof.ts'
import type { Report } from '../../report/report.ts'
import { formatEstimate, isKnown } from '../../report/terminal/size.ts'
import { ledgerName } from '../../rewrite/closure/propose-closure.ts'
import { version } from '../../version.ts'
import type { OptimizeOptions } from '../commands/optimize.ts'
import type { Io } from '../io.ts'
import { writeReports } from '../reports/write-reports.ts'

interface ToReport {
  readonly report: Report
  readonly current: ReadonlyMap<string, string>
  readonly budget: NonNullable<Config['budget']>
  /** What the terminal ends with. */
  readonly outcome: readonly string[]
  /** Images that were built, by `theOriginal` and by candidate; empty where no page is wanted. */
  readonly images: ReadonlyMap<string, InspectedImage>
  /** Where a receipt was left. */
  readonly receipt: string | undefined
  readonly options: OptimizeOptions
  readonly io: Io
}

/** Writes the reports that were asked for. @returns a line for each */
export async function leaveReports(input: ToReport): Promise<readonly string[]> {
  const { report, current, budget, outcome, options, io } = input
  const chosen = report.candidates.find(({ id }) => id === report.chosen)
  const images = await compared(input)
  return await writeReports(
    options,
    {
      html: async assets => {
        const { optimizedPage } = await import('../../report/html/optimized-page.ts')
        const receipt = await receiptFacts(input)
        return optimizedPage(report, { current, images, receipt, outcome }, version, assets)
      },
      markdown: async () => {
        const { optimizedComment } = await import('../../report/markdown/optimized.ts')
        return optimizedComment(report, { current, budget, diff: images?.diff })
      },
      badge: async () => {
        const { renderBadge } = await import('../../report/badge/badge.ts')
        const size = chosen === undefined ? report.original.size : chosen.size
        const text = isKnown(size) ? formatEstimate(size, size.unpacked, '≥') : 'unknown'
        return renderBadge({ text, verdict: chosen?.verdict?.kind })
      },
    },
    io,
  )
}

async function compared({ report, images }: ToReport): Promise<ComparedImages | undefined> {
  const before = images.get(theOriginal)
  const after = report.chosen === null ? undefined : images.get(report.chosen)
  if (before === undefined || after === undefined || report.chosen === null) return undefined
  const { compareImages } = await import('../reports/compare-images.ts')
  return compareImages(
    { name: 'original', image: before },
    { name: report.chosen, image: after },
    ledgerReasons(report),
  )
}

/** What the trace of the original says of each path; also where another candidate was chosen. */
function ledgerReasons({ candidates }: Report): PathReason | undefined {
  const ledger = candidates.flatMap(({ files }) => files[ledgerName] ?? [])[0]
  if (ledger === undefined) return undefined
  const answer = openLedger(ledger)
  return path => {
    const found = answer(path)
    if (found === undefined) return undefined
    return `${found.kept ? 'a closure keeps it' : 'a closure leaves it'}: ${found.because}`
  }
}

async function receiptFacts({ receipt: path, io }: ToReport): Promise<ReceiptFacts | undefined> {
  if (path === undefined) return undefined
  const text = await readFile(path, 'utf8').catch(() => '')
  const receipt = parseReceipt(text)
  if (receipt === undefined) return undefined
  const { candidate } = receipt
  const dockerfile = candidate.files.find(file => file.path === receipt.dockerfile)
  return {
    path: relative(io.cwd, path),
    created: receipt.created,
    dockerfileSha256: dockerfile?.sha256 ?? undefined,
    contextSha256: candidate.context.sha256,
    contextFiles: candidate.context.count,
    bases: candidate.bases.map(({ reference, digest }) => ({ reference, digest })),
    probes: receipt.probes.length,
  }
}
