import type { ImageDiff } from '../../../measure/image-diff.ts'
import type { MeasuredImage } from '../../../measure/measured-image.ts'
import { count } from '../../terminal/fit.ts'
import { formatSize } from '../../terminal/size.ts'
import { type Html, html } from '../html.ts'
import { bar, folded, table } from '../parts.ts'
import { signed } from './signed.ts'

const TOLD = 15
/** A page lists this many; `--json` has them all. */
const MOST = 500

/** The packages of one image, largest first. */
export function packages({ packages, owners }: MeasuredImage): Html {
  const most = Math.max(1, ...packages.map(({ bytes }) => bytes))
  const none = owners.find(({ owner }) => owner === 'none')
  const rows = packages
    .slice(0, MOST)
    .map(({ name, version, ecosystem, bytes, how }) => [
      name,
      version,
      ecosystem,
      bar([{ width: bytes / most, tone: 'after' }]),
      html`${formatSize(bytes)}${how === 'declared' ? ' as declared' : ''}`,
    ])
  const columns = [
    { title: 'Package' },
    { title: 'Version' },
    { title: 'Kind' },
    { title: '' },
    { title: 'Size', numeric: true },
  ]
  return html`<p class="lead">${count(packages.length, 'package')}${
    none === undefined ? '' : `; ${formatSize(none.bytes)} belong to none`
  }.</p>${twoTables('Packages', columns, rows, packages.length)}`
}

/** The packages that differ between two images. */
export function packageChanges({ packages }: ImageDiff): Html | undefined {
  if (packages.length === 0) return undefined
  const rows = packages
    .slice(0, MOST)
    .map(one => [
      one.name,
      versions(one.before?.version, one.after?.version),
      one.ecosystem,
      signed((one.after?.bytes ?? 0) - (one.before?.bytes ?? 0)),
    ])
  const columns = [
    { title: 'Package' },
    { title: 'Version' },
    { title: 'Kind' },
    { title: 'Change', numeric: true },
  ]
  return html`<p class="lead">Packages that differ: ${packages.length.toLocaleString('en-US')}.</p>${twoTables(
    'Packages that differ',
    columns,
    rows,
    packages.length,
  )}`
}

function versions(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `${after ?? ''} added`
  if (after === undefined) return `${before} removed`
  return before === after ? before : `${before} → ${after}`
}

function twoTables(
  caption: string,
  columns: Parameters<typeof table>[1],
  rows: Parameters<typeof table>[2],
  all: number,
): Html {
  if (rows.length === 0) return html``
  const more = rows.slice(TOLD)
  const unlisted = all - rows.length
  return html`${table(caption, columns, rows.slice(0, TOLD))}${
    more.length === 0
      ? html``
      : folded(
          `${count(more.length, 'smaller one')}${unlisted > 0 ? `; ${unlisted.toLocaleString('en-US')} more are not listed` : ''}`,
          table(`${caption}, smaller ones`, columns, more),
        )
  }`
}
