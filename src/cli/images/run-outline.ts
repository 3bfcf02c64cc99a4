import { UserError } from '../../errors.ts'
import { readOutline } from '../../image/archive/outline.ts'
import { outlinedImage } from '../../measure/outlined-image.ts'
import { renderOutline } from '../../report/terminal/outline.ts'
import type { MeasureOptions } from '../commands/measure.ts'
import { type Io, styleFor } from '../io.ts'
import { baseShare } from './base-share.ts'
import { isRemote, withRemote } from './open-image.ts'

/**
 * Does what `laststage measure --no-contents` was asked for: no layer is fetched.
 * @throws UserError where the image is not in a registry, or something is asked for that only contents tell
 */
export async function runOutline(name: string, options: MeasureOptions, io: Io): Promise<void> {
  if (!isRemote(name))
    throw new UserError(
      'no-contents',
      '--no-contents is for images in a registry: all others are read as a whole',
      `laststage measure --no-contents docker://${name}`,
    )
  if ([options.report, options.markdown, options.badge].some(one => one !== undefined))
    throw new UserError('no-contents', '--report, --markdown and --badge need the contents of the image')
  const { digest, outline } = await withRemote(name, io, async image => ({
    digest: image.digest,
    outline: await readOutline(image, options.platform),
  }))
  const base =
    options.base === undefined
      ? undefined
      : await baseShare(options.base, outline.document.diffIds, options, io)
  const outlined = outlinedImage({ name, digest }, outline, base)
  io.stdout.write(
    options.json === true
      ? `${JSON.stringify(outlined, undefined, 2)}\n`
      : renderOutline(outlined, styleFor(io.stdout, io, options.color)),
  )
}
