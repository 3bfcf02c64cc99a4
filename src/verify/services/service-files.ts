import { readFile, stat } from 'node:fs/promises'
import type { ServiceFile } from '../../config/config.ts'
import { UserError } from '../../errors.ts'
import { tarOf } from '../../image/tar/write-tar.ts'

/** The files as a tar to be laid over `/`. Throws `UserError` where one cannot be read. */
export async function tarOfFiles(files: readonly ServiceFile[]): Promise<Buffer> {
  const entries = await Promise.all(
    files.map(async ({ from, to }) => {
      try {
        const [content, { mode }] = await Promise.all([readFile(from), stat(from)])
        // Whoever the service runs as has to read it, whatever this machine's umask says.
        return { path: to.replace(/^\//, ''), content, mode: (mode & 0o777) | 0o444 }
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        throw new UserError('unreadable-service-file', `${from} cannot be read: ${why}`)
      }
    }),
  )
  return tarOf(entries)
}
