import type { WasteGroup } from '../../../measure/inspect/waste.ts'
import type { MeasuredImage } from '../../../measure/measured-image.ts'
import { count, oneLine } from '../../terminal/fit.ts'
import { formatSize } from '../../terminal/size.ts'
import { type Html, html, pathHtml } from '../html.ts'
import { folded } from '../parts.ts'

const TOLD = 8

/** Bytes that a pull costs and no container needs, with the instruction to blame and what to do. */
export function waste(image: MeasuredImage): Html {
  const { bytes, groups } = image.waste
  if (bytes === 0) return html`<p>None found in the own layers.</p>`
  const share = Math.round((100 * bytes) / Math.max(1, image.size.unpacked))
  const items = groups.map(group => item(group, image))
  const more = items.slice(TOLD)
  return html`<p class="lead">${formatSize(bytes)} in the own layers, ${share} % of the image.</p>
<ul class="cards">${items.slice(0, TOLD)}</ul>${
    more.length === 0
      ? html``
      : folded(count(more.length, 'smaller group'), html`<ul class="cards">${more}</ul>`)
  }`
}

function item(group: WasteGroup, image: MeasuredImage): Html {
  const instruction = image.layers[group.by]?.instruction
  return html`<li><h3><span class="warn">${formatSize(group.bytes)}</span> ${group.what}</h3>
<p>${count(group.files, 'file')} in layer ${group.layer}${
    instruction === undefined
      ? html``
      : html`${group.by === group.layer ? ', by' : `; layer ${group.by} is to blame:`} <code class="instruction">${oneLine(instruction)}</code>`
  }</p><ul class="paths">${group.examples.map(
    ({ path, bytes, sameAs }) =>
      html`<li>${pathHtml(path)} <span class="muted">${formatSize(bytes)}</span>${
        sameAs === undefined ? html`` : html` = ${pathHtml(sameAs)}`
      }</li>`,
  )}</ul><p class="advice">${group.advice}</p></li>`
}
