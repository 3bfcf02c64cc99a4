import type { MeasuredImage, MeasuredLayer } from '../../../measure/measured-image.ts'
import { count, oneLine } from '../../terminal/fit.ts'
import { formatSize } from '../../terminal/size.ts'
import { type Html, html } from '../html.ts'
import { bar } from '../parts.ts'

/** How each image grew, layer by layer: every bar begins where the one before it ended. */
export function layers(images: readonly MeasuredImage[]): Html | undefined {
  if (images.length === 0) return undefined
  const several = images.length > 1
  return html`<p class="lead">Each bar begins where the layer below it ended. Amber is what no container needs.</p>
${images.map((image, at) => timeline(image, several ? (at === 0 ? 'Before' : 'After') : undefined))}`
}

function timeline(image: MeasuredImage, title: string | undefined): Html {
  const total = Math.max(1, image.size.unpacked)
  let from = 0
  const rows = image.layers.map(layer => {
    const start = from / total
    from += layer.unpacked
    return row(layer, start, total)
  })
  const heading =
    title === undefined
      ? html``
      : html`<h3>${title} <small>${image.name}, ${formatSize(image.size.unpacked)}</small></h3>`
  return html`${heading}<ol class="timeline" start="0">${rows}</ol>`
}

function row(layer: MeasuredLayer, start: number, total: number): Html {
  const wasted = Math.min(layer.wasted, layer.unpacked)
  const facts = [
    `${formatSize(layer.unpacked)} unpacked`,
    `${formatSize(layer.compressed)} to pull`,
    count(layer.files, 'file'),
    ...(layer.deletes > 0 ? [`${count(layer.deletes, 'path')} of lower layers deleted`] : []),
    ...(layer.base ? ['base image'] : []),
  ]
  const waste = wasted > 0 ? html`, <span class="warn">${formatSize(wasted)} wasted</span>` : html``
  return html`<li value="${layer.index}">${bar([
    { from: start, width: layer.unpacked / total, tone: layer.base ? 'base' : 'after' },
    { from: start + (layer.unpacked - wasted) / total, width: wasted / total, tone: 'waste' },
  ])}<code class="instruction">${oneLine(layer.instruction ?? 'instruction unknown')}</code>
<span class="facts">${facts.join(', ')}${waste}</span></li>`
}
