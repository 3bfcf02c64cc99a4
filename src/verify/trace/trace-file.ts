import * as v from 'valibot'
import type { Trace } from '../../closure/trace.ts'
import { UserError } from '../../errors.ts'
import { createStraceParser } from './strace/parser.ts'

const path = v.object({ path: v.string(), follow: v.boolean(), by: v.array(v.string()) })

const traceSchema = v.object({
  found: v.array(path),
  opened: v.array(path),
  missing: v.array(path),
  executed: v.array(path),
  written: v.array(path),
  listed: v.array(path),
  sockets: v.array(
    v.object({
      call: v.picklist(['connect', 'bind']),
      family: v.string(),
      address: v.string(),
      by: v.array(v.string()),
    }),
  ),
  blind: v.array(
    v.object({
      reason: v.picklist(['pointer', 'io_uring', 'chroot', 'mount', 'unreadable']),
      example: v.string(),
      count: v.number(),
    }),
  ),
  lines: v.number(),
})

/**
 * Reads a trace that was kept as JSON, or the output of `strace -f -y -o FILE` itself, from a test suite or a staging
 * run. Throws `UserError` for anything else.
 *
 * @param workdir where the traced program began
 */
export const parseTrace = (text: string, name: string, workdir: string): Trace => {
  if (text.trimStart().startsWith('{')) {
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), traceSchema), text)
    if (read.success) return read.output
    throw new UserError('bad-trace', `${name} is no trace that laststage kept: ${read.issues[0].message}`)
  }
  const parser = createStraceParser(workdir)
  for (const line of text.split('\n')) if (line !== '') parser.push(line)
  const trace = parser.finish()
  if (trace.found.length > 0) return trace
  throw new UserError(
    'bad-trace',
    `${name} holds no traced calls`,
    'Write it with `strace -f -y -s 4096 -e trace=%file,%process,getdents64,fchdir -o FILE`, or with --trace-out.',
  )
}

export const formatTrace = (trace: Trace): string => `${JSON.stringify(trace)}\n`
