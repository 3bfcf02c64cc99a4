import type { ImageSize } from '../../../measure/image-stats.ts'
import { formatRatio, formatSize } from '../../terminal/size.ts'
import { type Html, html } from '../html.ts'
import { bar, notes, table } from '../parts.ts'

/** One image: what it is called, and what is known of its size. */
export interface SizeRow {
  readonly name: string
  readonly size: ImageSize | undefined
  readonly tone: 'before' | 'after'
}

/** The two figures that one looks for first. */
export function headline(before: ImageSize | undefined, after: ImageSize | undefined): Html {
  if (before === undefined || after === undefined) {
    const size = before ?? after
    if (size === undefined) return html``
    return html`<p class="headline"><strong>${formatSize(size.unpacked)}</strong> <span>unpacked, ${formatSize(size.compressed)} to pull</span></p>`
  }
  const ratio =
    before.kind === 'measured' && after.kind === 'measured' && after.unpacked < before.unpacked
      ? html` <span class="ratio">${formatRatio(before.unpacked, after.unpacked, '×')} smaller</span>`
      : html``
  return html`<p class="headline"><span class="was">${formatSize(before.unpacked)}</span> <span aria-label="to">→</span>
<strong>${formatSize(after.unpacked)}</strong>${ratio}<br><span>to pull ${formatSize(before.compressed)} → ${formatSize(after.compressed)}</span></p>`
}

/** A bar for each image, on one scale, with the figures beside it. */
export function sizes(rows: readonly SizeRow[]): Html | undefined {
  const known = rows.flatMap(({ size }) => size ?? [])
  if (known.length === 0) return undefined
  const most = Math.max(1, ...known.map(({ unpacked }) => unpacked))
  const cells = rows.map(({ name, size, tone }) =>
    size === undefined
      ? [name, html`<span class="muted">unknown</span>`, '', '', '']
      : [
          name,
          bar([
            { width: size.unpacked / most, tone },
            { width: size.compressed / most, tone: 'inner' },
          ]),
          about(size, size.unpacked),
          about(size, size.compressed),
          size.kind === 'measured' ? `${size.layers} / ${size.files.toLocaleString('en-US')}` : '',
        ],
  )
  return html`${table(
    'Sizes of the images',
    [
      { title: 'Image' },
      { title: 'Unpacked; the darker part is what a pull sends' },
      { title: 'Unpacked', numeric: true },
      { title: 'Pull', numeric: true },
      { title: 'Layers / files', numeric: true },
    ],
    cells,
  )}${notes(conditions(known))}`
}

function about({ kind, excludes }: ImageSize, bytes: number): string {
  if (kind === 'measured') return formatSize(bytes)
  return `${excludes !== undefined && excludes.length > 0 ? '≥' : '~'} ${formatSize(bytes)}`
}

function conditions(sizes: readonly ImageSize[]): readonly string[] {
  const excluded = [...new Set(sizes.flatMap(({ excludes }) => excludes ?? []))]
  return [
    ...(sizes.some(({ standIn }) => standIn)
      ? ['Measured on stand-in base images, not the genuine ones.']
      : []),
    ...(sizes.some(({ kind }) => kind === 'estimated')
      ? [
          `Estimated from what is known of the base images${excluded.length === 0 ? '' : `; left out: ${excluded.join(', ')}`}.`,
        ]
      : []),
  ]
}
