import { readImage } from '../../image/archive/read-image.ts'
import { baseFromDigests, type BaseShare } from '../../measure/inspect/base.ts'
import { inspectImage } from '../../measure/inspect/inspect-image.ts'
import { measuredImage } from '../../measure/measure-image.ts'
import { UserError } from '../../errors.ts'
import { renderMeasured } from '../../report/terminal/measure.ts'
import type { MeasureOptions } from '../commands/measure.ts'
import { type Io, styleFor } from '../io.ts'
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

async function baseShare(
  name: string,
  diffIds: readonly string[],
  options: MeasureOptions,
  io: Io,
): Promise<BaseShare> {
  const base = await withImage(name, options, io, async (source, read) => {
    const contents = await readImage(source, async ({ tar }) => await drain(tar), read)
    return contents.document.diffIds
  })
  const found = baseFromDigests(name, base, diffIds)
  if (found) return found
  throw new UserError(
    'not-the-base',
    `${name} is not the base of this image: its layers are not the lowest ones`,
    'The base may have been updated since: name it by the digest that was built on.',
  )
}

async function drain(chunks: AsyncIterable<unknown>): Promise<void> {
  for await (const _chunk of chunks) {
    // only the image's configuration is wanted
  }
}
