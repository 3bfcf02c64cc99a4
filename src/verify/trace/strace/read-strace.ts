import type { Trace } from '../../../closure/trace.ts'
import { createStraceParser } from './parser.ts'

/**
 * Reads strace's output as it arrives. Its bytes are ASCII: whatever is not is escaped by strace.
 *
 * @param workdir where the container's first process begins
 */
export const readStrace = async (
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  workdir: string,
): Promise<Trace> => {
  const parser = createStraceParser(workdir)
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) parser.push(line)
  }
  if (rest !== '') parser.push(rest)
  return parser.finish()
}
