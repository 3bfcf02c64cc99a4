import { type FileChange, hiddenDelta, type ImageDiff, type Tally } from '../../../measure/image-diff.ts'
import { count, oneLine } from '../../terminal/fit.ts'
import { formatSize } from '../../terminal/size.ts'
import { type Html, html, pathHtml } from '../html.ts'
import { folded, table } from '../parts.ts'
import { signed } from './signed.ts'

const TOLD = 20
/** A page lists this many; the map has all. */
const MOST = 200

/** How many files came, went, grew and changed. */
export function summary(diff: ImageDiff): Html {
  const { summary: all } = diff
  const hidden = hiddenDelta(diff)
  const kinds: readonly (readonly [string, Tally])[] = [
    ['Added', all.added],
    ['Removed', all.removed],
    ['Grown', all.grown],
    ['Shrunk', all.shrunk],
    ['Changed, same size', all.changed],
    ['Only mode, owner or link', all.metadata],
  ]
  const rows = [
    ...kinds
      .filter(([, { files }]) => files > 0)
      .map(([name, { files, delta }]) => [name, files.toLocaleString('en-US'), signed(delta)]),
    ...(hidden === 0 ? [] : [['Hidden by later layers', '', signed(hidden)]]),
  ]
  return html`<p class="lead">${all.same === 0 ? 'No file is' : count(all.same, 'file')} the same.</p>${
    rows.length === 0
      ? html``
      : table(
          'Files that differ',
          [{ title: '' }, { title: 'Files', numeric: true }, { title: 'Bytes', numeric: true }],
          rows,
        )
  }`
}

/** The instructions that growth comes from. */
export function culprits(diff: ImageDiff): Html | undefined {
  const hidden = hiddenDelta(diff)
  const grown = diff.culprits.filter(({ delta }) => delta > 0).slice(0, 8)
  if (grown.length === 0 && hidden <= 0) return undefined
  return html`<ul class="cards">${grown.map(
    ({ delta, instruction, layer, file }) =>
      html`<li><h3>${signed(delta)} <code class="instruction">${oneLine(instruction ?? `layer ${layer}`)}</code></h3><p class="muted">most of it: ${pathHtml(file)}</p></li>`,
  )}${
    hidden <= 0
      ? html``
      : html`<li><h3>${signed(hidden)} that no container has</h3><p class="muted">files that later layers delete or replace: whoever pulls the image has them all the same</p></li>`
  }</ul>`
}

/** Layer by layer, in the order of the images. */
export function layerChanges({ layers }: ImageDiff): Html {
  return table(
    'Layers',
    [
      { title: 'Layer' },
      { title: 'Instruction' },
      { title: 'Before', numeric: true },
      { title: 'After', numeric: true },
      { title: 'Change', numeric: true },
    ],
    layers.map(layer => [
      layer.status,
      html`<code class="instruction">${oneLine(layer.instruction ?? 'unknown')}</code>`,
      layer.before === undefined ? '' : formatSize(layer.before.unpacked),
      layer.after === undefined ? '' : formatSize(layer.after.unpacked),
      signed((layer.after?.unpacked ?? 0) - (layer.before?.unpacked ?? 0)),
    ]),
  )
}

/** The files that differ most; the map of the files has all of them. */
export function fileChanges({ files, moreFiles }: ImageDiff): Html | undefined {
  if (files.length === 0) return undefined
  const columns = [
    { title: 'File' },
    { title: '' },
    { title: 'Owner, or what changed' },
    { title: 'Change', numeric: true },
  ]
  const rows = files.slice(0, MOST).map(fileRow)
  const unlisted = files.length - rows.length + moreFiles
  const more = rows.slice(TOLD)
  return html`${table('Files that differ most', columns, rows.slice(0, TOLD))}${
    more.length === 0
      ? html``
      : folded(
          `${count(more.length, 'smaller change')}${unlisted > 0 ? `; ${unlisted.toLocaleString('en-US')} more are in the map` : ''}`,
          table('Files that differ less', columns, more),
        )
  }`
}

function fileRow({ path, kind, what, owner, before, after }: FileChange): readonly (Html | string)[] {
  return [pathHtml(path), kind, what ?? owner ?? '', signed((after ?? 0) - (before ?? 0))]
}
