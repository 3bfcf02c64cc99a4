const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Bytes as Docker shows them: decimal units, three digits that count. */
export function formatSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return `${value.toFixed(digits)} ${units[unit]}`
}

/** How many times smaller: `184×`, `1.3×`. */
export function formatRatio(before: number, after: number, times: string): string {
  if (after <= 0) return ''
  const ratio = before / after
  return `${ratio.toFixed(ratio >= 9.95 ? 0 : 1)}${times}`
}

/** Milliseconds as a person says them: `0.7 s`, `94 s`, `2 min 5 s`. */
export function formatTime(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}
