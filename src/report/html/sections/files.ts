import type { ImageFiles } from '../../../measure/files/file-columns.ts'
import { html } from '../html.ts'
import type { Section } from '../parts.ts'

/** Where the map of the files comes once the page stands. All of it is made by `browser/`; without it a line says so. */
export function filesSection(images: readonly ImageFiles[]): Section {
  const names = images.length === 1 ? 'the image' : 'both images'
  return {
    id: 'files',
    title: 'Files',
    body: html`<p class="lead">Every file of ${names}, by its bytes: what it is, which layer holds it, and why it is there.</p>
<div id="explorer"><p class="muted" id="explorer-wait">The map needs JavaScript, and a browser of 2024 or newer.</p></div>`,
  }
}
