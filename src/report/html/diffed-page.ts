import type { ImageFiles } from '../../measure/files/file-columns.ts'
import type { ImageDiff } from '../../measure/image-diff.ts'
import type { MeasuredImage } from '../../measure/measured-image.ts'
import { html, pathHtml } from './html.ts'
import { type PageAssets, renderPage } from './page.ts'
import { section } from './parts.ts'
import { culprits, fileChanges, layerChanges, summary } from './sections/differences.ts'
import { layers } from './sections/layers.ts'
import { packageChanges } from './sections/packages.ts'
import { headline, sizes } from './sections/sizes.ts'
import { secrets, surface } from './sections/surface.ts'
import { vulnerabilities } from './sections/vulnerabilities.ts'

/** Two images, compared, with what was measured of each and each one's files. */
export interface ComparedImages {
  readonly diff: ImageDiff
  readonly measured: readonly [MeasuredImage, MeasuredImage]
  readonly files: readonly [ImageFiles, ImageFiles]
}

/** The page of `laststage diff --report`. */
export function diffedPage(compared: ComparedImages, version: string, assets: PageAssets): string {
  const { diff, measured, files } = compared
  const { before, after } = diff
  return renderPage(
    {
      title: `${before.name} and ${after.name}, compared`,
      version,
      header: html`<h1>${pathHtml(before.name)} <span aria-label="and">→</span> ${pathHtml(after.name)}</h1>${headline(before.size, after.size)}`,
      sections: [
        ...section(
          'size',
          'Size',
          sizes([
            { name: before.name, size: before.size, tone: 'before' },
            { name: after.name, size: after.size, tone: 'after' },
          ]),
        ),
        ...section('secrets', 'New, and looks like a secret', secrets(diff.secrets)),
        ...section('culprits', 'Where growth comes from', culprits(diff)),
        ...section('summary', 'What differs', summary(diff)),
        ...section('layers', 'Layers', layers(measured)),
        ...section('layer-changes', 'Layer by layer', layerChanges(diff)),
        ...section('file-changes', 'Files that differ most', fileChanges(diff)),
        ...section('packages', 'Packages', packageChanges(diff)),
        ...section('surface', 'What an attacker finds', surface(before.surface, after.surface)),
        ...section('vulnerabilities', 'Known vulnerabilities', vulnerabilities(diff.vulnerabilities)),
      ],
      images: files,
      filesAfter: 'summary',
    },
    assets,
  )
}
