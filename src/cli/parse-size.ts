import { sizeBytes } from '../config/units.ts'
import { UserError } from '../errors.ts'

/**
 * The size that an option was given: `50MB`, `1.5 GB`, `64MiB`, `1000000`, as bytes.
 * @throws UserError for anything else
 */
export function parseSize(text: string): number {
  const bytes = sizeBytes(text)
  if (bytes === undefined)
    throw new UserError('bad-size', `"${text}" is not a size`, 'Write it as 50MB, 1.5GB or 64MiB.')
  return bytes
}
