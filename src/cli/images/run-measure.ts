import { inspectImage } from '../../measure/inspect/inspect-image.ts'
import { measuredImage } from '../../measure/measure-image.ts'
import { renderMeasured } from '../../report/terminal/measure.ts'
import type { MeasureOptions } from '../commands/measure.ts'
import { type Io, styleFor } from '../io.ts'
import { baseShare } from './base-share.ts'
import { withImage } from './open-image.ts'

/** Does what `laststage measure` was asked for, and prints the answer. */
export async function runMeasure(name: string, options: MeasureOptions, io: Io): Promise<void> {
  const image = await withImage(name, options, io, inspectImage)
  const base =
    options.base === undefined
      ? undefined
      : await baseShare(options.base, image.contents.document.diffIds, options, io)
  const measured = measuredImage(name, image, base)
  io.stdout.write(
    options.json === true
      ? `${JSON.stringify(measured, null, 2)}\n`
      : renderMeasured(measured, styleFor(io.stdout, io, options.color)),
  )
}
