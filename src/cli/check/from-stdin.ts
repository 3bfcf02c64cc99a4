import { dirname, resolve } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { UserError } from '../../errors.ts'
import type { Io } from '../io.ts'
import type { FoundFiles } from './find-files.ts'
import { buildsAround } from './named-builds.ts'

/**
 * The Dockerfile that comes on standard input.
 * @param name the file that it is to count as, which need not be there; without one it has no build context of its own
 */
export async function fromStdin(
  name: string | undefined,
  io: Io,
  open: (folder: string) => AppFiles,
): Promise<FoundFiles> {
  if (io.readInput === undefined) {
    throw new UserError('no-input', 'there is no standard input to read', 'laststage check - < Dockerfile')
  }
  const text = await io.readInput()
  if (name === undefined) {
    return { files: [{ shown: '-', absolute: '-', text, contexts: [], builds: [] }], notes: [] }
  }
  const absolute = resolve(io.cwd, name)
  const { builds } = await buildsAround(absolute, io.cwd, open)
  const contexts = [...new Set([...builds.map(({ context }) => context), dirname(absolute), io.cwd])]
  return {
    files: [{ shown: name, absolute, text, contexts, builds: builds.map(({ build }) => build) }],
    notes: [],
  }
}
