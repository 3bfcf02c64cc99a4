import type { ImageSize } from '../../measure/image-stats.ts'

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

/** `+1.2 MB`, `-340 kB`, `0 B`. */
export function formatDelta(bytes: number): string {
  return bytes === 0 ? '0 B' : `${bytes > 0 ? '+' : '-'}${formatSize(Math.abs(bytes))}`
}

/** An estimate of nothing, for `FROM scratch`, says nothing. */
export function isKnown(size: ImageSize | undefined): size is ImageSize {
  return size !== undefined && (size.kind === 'measured' || size.unpacked > 0)
}

/** `13.5 MB`; of an estimate `~ 248 MB`, and `≥ 248 MB` where it leaves something out. */
export function formatEstimate({ kind, excludes }: ImageSize, bytes: number, atLeast: string): string {
  if (kind === 'measured') return formatSize(bytes)
  return `${excludes !== undefined && excludes.length > 0 ? atLeast : '~'} ${formatSize(bytes)}`
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
