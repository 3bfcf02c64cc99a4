import { UserError } from '../../errors.ts'
import { imageFiles, type ImageView } from '../../measure/files/image-files.ts'
import { measuredImage } from '../../measure/measure-image.ts'
import { databaseText } from '../../measure/surface-of-image.ts'
import { renderMeasured } from '../../report/terminal/measure.ts'
import { formatSize } from '../../report/terminal/size.ts'
import { version } from '../../version.ts'
import type { MeasureOptions } from '../commands/measure.ts'
import { type Io, styleFor } from '../io.ts'
import {
  checkReportPlaces,
  type Makers,
  wantsReport,
  writeReports,
  writeText,
} from '../reports/write-reports.ts'
import { baseShare } from './base-share.ts'
import { inspectNamed } from './open-image.ts'

/** Does what `laststage measure` was asked for, and prints the answer. */
export async function runMeasure(name: string, options: MeasureOptions, io: Io): Promise<void> {
  if (!options.contents && wantsReport(options))
    throw new UserError(
      'report-unread',
      '--no-contents reads no files, and a report shows them',
      'Leave it out.',
    )
  if (options.interactive === true)
    (await import('../explorer/interactive.ts')).checkInteractive([name], options, io)
  if (!options.contents) return await (await import('./run-outline.ts')).runOutline(name, options, io)
  await checkReportPlaces(options, io)
  const image = await inspectNamed(name, options, io)
  const base =
    options.base === undefined
      ? undefined
      : await baseShare(options.base, image.contents.document.diffIds, options, io)
  const measured = measuredImage(name, image, base)
  if (options.interactive === true)
    await (await import('../explorer/explore-measured.ts')).exploreMeasured({ measured, image }, options, io)
  else if (options.json === true) io.stdout.write(`${JSON.stringify(measured, null, 2)}\n`)
  else if (options.markdown !== '-' && options.sbom !== '-')
    io.stdout.write(renderMeasured(measured, styleFor(io.stdout, io, options.color)))
  const written = await writeReports(options, makers({ measured, image }), io)
  const listed = await writeText(options.sbom, async () => await sbomOf({ measured, image }, io), io)
  io.stderr.write([...written, ...listed].map(line => `${line}\n`).join(''))
}

async function sbomOf({ measured, image }: ImageView, io: Io): Promise<string> {
  const { cyclonedx } = await import('../../report/sbom/cyclonedx.ts')
  const { id, manifest, document } = image.contents
  return cyclonedx({
    image: measured,
    id,
    manifest,
    created: document.created,
    osRelease: databaseText(image, '/etc/os-release') || databaseText(image, '/usr/lib/os-release'),
    version,
    sourceDateEpoch: io.env['SOURCE_DATE_EPOCH'],
  })
}

function makers(view: ImageView): Makers {
  const { measured } = view
  return {
    html: async assets => {
      const { measuredPage } = await import('../../report/html/measured-page.ts')
      return measuredPage(measured, imageFiles(view), version, assets)
    },
    markdown: async () => (await import('../../report/markdown/measured.ts')).measuredComment(measured),
    badge: async () =>
      (await import('../../report/badge/badge.ts')).renderBadge({ text: formatSize(measured.size.unpacked) }),
  }
}
