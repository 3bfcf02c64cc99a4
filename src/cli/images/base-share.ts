import { readOutline } from '../../image/archive/outline.ts'
import { readImage } from '../../image/archive/read-image.ts'
import { UserError } from '../../errors.ts'
import { baseFromDigests, type BaseShare } from '../../measure/inspect/base.ts'
import type { Io } from '../io.ts'
import { isRemote, type OpenOptions, withImage, withRemote } from './open-image.ts'

/**
 * The share of a base image that a person named.
 * @param diffIds the layers of the image that is built on it
 * @throws UserError where it is not its base
 */
export async function baseShare(
  name: string,
  diffIds: readonly string[],
  options: OpenOptions,
  io: Io,
): Promise<BaseShare> {
  const base = await diffIdsOf(name, options, io)
  const found = baseFromDigests(name, base, diffIds)
  if (found) return found
  throw new UserError(
    'not-the-base',
    `${name} is not the base of this image: its layers are not the lowest ones`,
    'The base may have been updated since: name it by the digest that was built on.',
  )
}

/** A registry gives the configuration alone; of any other image the layers pass by. */
async function diffIdsOf(name: string, options: OpenOptions, io: Io): Promise<readonly string[]> {
  if (isRemote(name)) {
    const outline = await withRemote(name, io, async image => await readOutline(image, options.platform))
    return outline.document.diffIds
  }
  return await withImage(name, options, io, async (source, read) => {
    const contents = await readImage(source, async ({ tar }) => await drain(tar), read)
    return contents.document.diffIds
  })
}

async function drain(chunks: AsyncIterable<unknown>): Promise<void> {
  for await (const _chunk of chunks) {
    // only the image's configuration is wanted
  }
}
