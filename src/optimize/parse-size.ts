import { UserError } from '../errors.ts'

const factors: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
}

/**
 * `50MB`, `1.5 GB`, `64MiB`, `1000000` as bytes; units are decimal, as Docker prints them, unless written with an `i`.
 * @throws UserError for anything else.
 */
export function parseSize(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text)
  const factor = factors[(match?.[2] ?? 'unreadable').toLowerCase()]
  if (match === null || factor === undefined) {
    throw new UserError('bad-size', `"${text}" is not a size`, 'Write it as 50MB, 1.5GB or 64MiB.')
  }
  return Math.round(Number(match[1]) * factor)
}
