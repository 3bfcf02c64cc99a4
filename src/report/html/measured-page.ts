import type { ImageFiles } from '../../measure/files/file-columns.ts'
import type { MeasuredImage } from '../../measure/measured-image.ts'
import { printableName } from '../../image/tar/names.ts'
import { type Html, html, pathHtml } from './html.ts'
import { type PageAssets, renderPage } from './page.ts'
import { firstSteps, nothingFirst } from '../first-steps.ts'
import { notes, section } from './parts.ts'
import { layers } from './sections/layers.ts'
import { packages } from './sections/packages.ts'
import { headline, sizes } from './sections/sizes.ts'
import { secrets, surface } from './sections/surface.ts'
import { waste } from './sections/waste.ts'

/** The page of `laststage measure --report`. */
export function measuredPage(
  image: MeasuredImage,
  files: ImageFiles,
  version: string,
  assets: PageAssets,
): string {
  const { run } = image
  const starts = [...run.entrypoint, ...run.cmd].join(' ')
  return renderPage(
    {
      title: `${image.name}: where the bytes are`,
      version,
      header: html`<h1>${pathHtml(image.name)}</h1><p class="muted">${image.platform}${
        starts === '' ? '' : html`, starts <code>${starts}</code>`
      } as ${run.user === '' ? 'root' : run.user}</p>${headline(image.size, undefined)}`,
      sections: [
        ...section('first', 'To do first', first(image)),
        ...section('size', 'Size', sizes([{ name: image.name, size: image.size, tone: 'after' }])),
        ...section('layers', 'Layers', layers([image])),
        ...section('waste', 'Waste', waste(image)),
        ...section('packages', 'Packages', packages(image)),
        ...section('secrets', 'Looks like secrets', secrets(image.secrets)),
        ...section('surface', 'What an attacker finds', surface(image.surface)),
        ...section('notes', 'Notes', image.notes.length === 0 ? undefined : notes(image.notes)),
      ],
      images: [files],
      filesAfter: 'size',
    },
    assets,
  )
}

function first(image: MeasuredImage): Html {
  const steps = firstSteps(image)
  if (steps.length === 0) return html`<p>${nothingFirst}</p>`
  return html`<ol class="steps">${steps.map(step => html`<li>${stepHtml(step)}</li>`)}</ol>`
}

/** Flags stay on one line: the browser would break them after their dashes. */
function stepHtml(step: string): readonly Html[] {
  return printableName(step)
    .split(' ')
    .map(word => (word.startsWith('--') ? html`<code class="flag">${word}</code> ` : html`${word} `))
}
