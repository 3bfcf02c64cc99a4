const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

const DURATION = /^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g
/** Go holds a duration in 63 bits of nanoseconds. */
const MOST = 2 ** 63 / 1e6

/** Milliseconds of a duration as Go writes it (`1m30s`); undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  if (/^[-+]?0$/.test(text)) return 0
  if (!DURATION.test(text)) return undefined
  let sum = 0
  for (const [, amount, unit] of text.matchAll(PART)) sum += Number(amount) * (UNITS[unit ?? ''] ?? 0)
  if (sum >= MOST) return undefined
  return text.startsWith('-') ? -sum : sum
}
