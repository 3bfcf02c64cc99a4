import type { ImageSize } from '../../../measure/image-stats.ts'
import { formatEstimate, formatRatio, formatSize, isKnown } from '../../terminal/size.ts'
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
  if (!isKnown(before) || !isKnown(after)) {
    const size = [after, before].find(isKnown)
    if (size === undefined) return html``
    return html`<p class="headline"><strong>${about(size, size.unpacked)}</strong> <span>unpacked, ${about(size, size.compressed)} to pull${
      size === before && after !== undefined ? '; after is unknown until it is built' : ''
    }</span></p>`
  }
  const isMeasured = before.kind === 'measured' && after.kind === 'measured'
  const ratio = isMeasured ? ratioOf(before.unpacked, after.unpacked) : html``
  return html`<p class="headline"><span class="was">${about(before, before.unpacked)}</span> <span aria-label="to">→</span>
<strong>${about(after, after.unpacked)}</strong>${ratio}<br><span>to pull ${about(before, before.compressed)} → ${about(after, after.compressed)}</span></p>`
}

function ratioOf(before: number, after: number): Html {
  if (after < before) return html` <span class="ratio">${formatRatio(before, after, '×')} smaller</span>`
  if (after === before || before === 0) return html``
  return html` <span class="ratio larger">${formatSize(after - before)} larger (${Math.round((100 * (after - before)) / before)} %)</span>`
}

/** A bar for each image, on one scale, with the figures beside it. */
export function sizes(rows: readonly SizeRow[]): Html | undefined {
  const known = rows.flatMap(({ size }) => (isKnown(size) ? [size] : []))
  if (known.length === 0) return undefined
  const most = Math.max(1, ...known.map(({ unpacked }) => unpacked))
  const cells = rows.map(({ name, size, tone }) =>
    !isKnown(size)
      ? [name, html`<span class="muted">unknown</span>`, '', '', '']
      : [
          name,
          about(size, size.unpacked),
          about(size, size.compressed),
          bar([
            { width: size.unpacked / most, tone },
            { width: size.compressed / most, tone: 'inner' },
          ]),
          size.kind === 'measured' ? `${size.layers} / ${size.files.toLocaleString('en-US')}` : '',
        ],
  )
  return html`<p class="lead">A bar is an image as it is unpacked; its darker part is what a pull sends.</p>${table(
    'Sizes of the images',
    [
      { title: 'Image' },
      { title: 'Unpacked', numeric: true },
      { title: 'Pull', numeric: true },
      { title: '' },
      { title: 'Layers / files', numeric: true },
    ],
    cells,
  )}${notes(conditions(known))}`
}

function about(size: ImageSize, bytes: number): string {
  return formatEstimate(size, bytes, '≥')
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
