import { readFile } from 'node:fs/promises'
import { type Baseline, parseBaseline } from '../../budget/baseline.ts'
import { UserError } from '../../errors.ts'

/**
 * The accepted size; undefined where there is no such file.
 * @param base what it has to count, to be compared
 * @throws UserError where it cannot be read, or counts something else
 */
export async function readBaseline(
  path: string,
  file: string,
  base: 'included' | 'excluded',
): Promise<Baseline | undefined> {
  const text = await textOf(path)
  if (text === undefined) return undefined
  const baseline = parseBaseline(text, file)
  if (baseline.base === base) return baseline
  const hint = 'Accept the size anew: `laststage budget accept IMAGE`.'
  throw new UserError('other-baseline', `${file} was made with the base image ${baseline.base}`, hint)
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
