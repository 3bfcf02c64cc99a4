import { diffImages } from '../../measure/diff/diff-images.ts'
import { renderImageDiff } from '../../report/terminal/image-diff.ts'
import { formatSize } from '../../report/terminal/size.ts'
import { version } from '../../version.ts'
import type { DiffOptions } from '../commands/diff.ts'
import { type Io, styleFor } from '../io.ts'
import { checkReportPlaces, writeReports } from '../reports/write-reports.ts'
import { inspectNamed } from './open-image.ts'

/** Does what `laststage diff` was asked for, and prints the answer. */
export async function runDiff(before: string, after: string, options: DiffOptions, io: Io): Promise<void> {
  if (options.interactive === true)
    (await import('../explorer/interactive.ts')).checkInteractive([before, after], options, io)
  await checkReportPlaces(options, io)
  // One after the other: both at once would hold two images' chunks.
  const old = await inspectNamed(before, options, io)
  const now = await inspectNamed(after, options, io)
  const scanned =
    options.scan === true
      ? { vulnerabilities: await (await import('./scan.ts')).scanImages([before, after], io) }
      : {}
  const images = [
    { name: before, image: old },
    { name: after, image: now },
  ] as const
  const diff = { ...diffImages(...images), ...scanned }
  if (options.interactive === true)
    await (await import('../explorer/explore-diff.ts')).exploreDiff(...images, diff, options, io)
  else if (options.json === true) io.stdout.write(`${JSON.stringify(diff, null, 2)}\n`)
  else if (options.markdown !== '-')
    io.stdout.write(renderImageDiff(diff, styleFor(io.stdout, io, options.color)))
  const written = await writeReports(
    options,
    {
      html: async assets => {
        const { diffedPage } = await import('../../report/html/diffed-page.ts')
        const { compareImages } = await import('../reports/compare-images.ts')
        const compared = compareImages(...images)
        return diffedPage({ ...compared, diff }, version, assets)
      },
      markdown: async () => (await import('../../report/markdown/diffed.ts')).diffedComment(diff),
      badge: async () =>
        (await import('../../report/badge/badge.ts')).renderBadge({
          text: formatSize(diff.after.size.unpacked),
        }),
    },
    io,
  )
  io.stderr.write(written.map(line => `${line}\n`).join(''))
}
