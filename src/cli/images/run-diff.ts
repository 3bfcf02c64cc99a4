import { diffImages } from '../../measure/diff/diff-images.ts'
import { inspectImage } from '../../measure/inspect/inspect-image.ts'
import { renderImageDiff } from '../../report/terminal/image-diff.ts'
import type { DiffOptions } from '../commands/diff.ts'
import { type Io, styleFor } from '../io.ts'
import { withImage } from './open-image.ts'

/** Does what `laststage diff` was asked for, and prints the answer. */
export async function runDiff(before: string, after: string, options: DiffOptions, io: Io): Promise<void> {
  // One after the other: both at once would hold two images' chunks.
  const old = await withImage(before, options, io, inspectImage)
  const now = await withImage(after, options, io, inspectImage)
  const diff = diffImages({ name: before, image: old }, { name: after, image: now })
  io.stdout.write(
    options.json === true
      ? `${JSON.stringify(diff, null, 2)}\n`
      : renderImageDiff(diff, styleFor(io.stdout, io, options.color)),
  )
}
