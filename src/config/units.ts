import type { Growth } from './config.ts'

const msPer: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000 }

/** `5s`, `500ms`, `2m`, or a number of seconds, as milliseconds. Undefined for anything else. */
export function durationMs(value: string | number): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min)?$/.exec(String(value).trim())
  return match ? Math.round(Number(match[1]) * (msPer[match[2] ?? 's'] ?? 1_000)) : undefined
}

const bytesPer: Readonly<Record<string, number>> = {
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
}

/**
 * `20MB`, `1.5 GiB`, or a number of bytes, as bytes; units are decimal, as Docker prints them, unless written with an
 * `i`. Undefined for anything else.
 */
export function sizeBytes(value: string | number): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg](?:i?b)?|b)?$/i.exec(String(value).trim())
  return match ? Math.round(Number(match[1]) * (bytesPer[(match[2] ?? 'b').toLowerCase()] ?? 1)) : undefined
}

/** `5%` as percent, anything that `sizeBytes` reads as bytes. Undefined for anything else. */
export function growthOf(value: string | number): Growth | undefined {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(String(value).trim())?.[1]
  if (percent !== undefined) return { percent: Number(percent) }
  const bytes = sizeBytes(value)
  return bytes === undefined ? undefined : { bytes }
}
