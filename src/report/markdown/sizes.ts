import type { ImageSize } from '../../measure/image-stats.ts'
import { formatEstimate, formatRatio, formatSize, isKnown } from '../terminal/size.ts'
import { table } from './text.ts'

/** `349 MB → 13.5 MB (26× smaller)`. */
export function sizeHeadline(before: ImageSize | undefined, after: ImageSize | undefined): string {
  if (!isKnown(before) || !isKnown(after)) return ''
  const shrunk = after.unpacked < before.unpacked && after.unpacked > 0
  const ratio = shrunk ? ` (${formatRatio(before.unpacked, after.unpacked, '×')} smaller)` : ''
  return `${sized(before, before.unpacked)} → ${sized(after, after.unpacked)}${ratio}`
}

/** Sizes before and after, with what changed. */
export function sizeTable(before: ImageSize, after: ImageSize): string {
  const bytes = (name: string, key: 'unpacked' | 'compressed'): readonly string[] => [
    name,
    sized(before, before[key]),
    sized(after, after[key]),
    changeOf(after[key] - before[key], before[key]),
  ]
  const counts = (name: string, key: 'layers' | 'files'): readonly string[] => [
    name,
    grouped(before[key]),
    grouped(after[key]),
    signedCount(after[key] - before[key]),
  ]
  const isMeasured = before.kind === 'measured' && after.kind === 'measured'
  return table(
    [
      ['', 'before', 'after', 'change'],
      bytes('unpacked', 'unpacked'),
      bytes('to pull', 'compressed'),
      ...(isMeasured ? [counts('layers', 'layers'), counts('files', 'files')] : []),
    ],
    ['left', 'right', 'right', 'right'],
  )
}

export function signedSize(bytes: number): string {
  return bytes === 0 ? '0 B' : `${bytes > 0 ? '+' : '−'}${formatSize(Math.abs(bytes))}`
}

/** What the sizes rest on. */
export function sizeConditions(sizes: readonly (ImageSize | undefined)[]): string {
  const standIn = sizes.some(size => size?.standIn === true)
  const estimated = sizes.some(size => size?.kind === 'estimated')
  return [
    ...(standIn ? ['_Measured on stand-in base images, not the genuine ones._'] : []),
    ...(estimated ? ['_Estimated: nothing was built._'] : []),
  ].join(' ')
}

function sized(size: ImageSize, bytes: number): string {
  return formatEstimate(size, bytes, '≥')
}

/** `+7.92 MB (+12 %)`. */
export function changeOf(bytes: number, of: number): string {
  if (bytes === 0 || of === 0) return signedSize(bytes)
  const share = (100 * Math.abs(bytes)) / of
  return `${signedSize(bytes)} (${bytes > 0 ? '+' : '−'}${share < 9.95 ? share.toFixed(1) : Math.round(share)} %)`
}

function grouped(value: number): string {
  return value.toLocaleString('en-US')
}

function signedCount(value: number): string {
  return value === 0 ? '=' : `${value > 0 ? '+' : '−'}${grouped(Math.abs(value))}`
}
