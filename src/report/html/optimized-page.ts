import type { Report } from '../report.ts'
import type { ComparedImages } from './diffed-page.ts'
import { type Html, html } from './html.ts'
import { type PageAssets, renderPage } from './page.ts'
import { notes, section } from './parts.ts'
import { buildFailure, candidates, verdictMark, verdicts } from './sections/candidates.ts'
import { changes, diagnostics } from './sections/changes.ts'
import { fileChanges, summary } from './sections/differences.ts'
import { layers } from './sections/layers.ts'
import { numbers } from './sections/numbers.ts'
import { packageChanges } from './sections/packages.ts'
import { patch } from './sections/patch.ts'
import { proof, type ReceiptFacts } from './sections/proof.ts'
import { headline, sizes } from './sections/sizes.ts'
import { surface } from './sections/surface.ts'
import { vulnerabilities } from './sections/vulnerabilities.ts'

/** What the page of `laststage optimize --report` shows beside the report itself. */
export interface OptimizedContext {
  /** The files as they stand in the app folder, for the diff. */
  readonly current: ReadonlyMap<string, string>
  /** The original and the chosen candidate, where both were built. */
  readonly images: ComparedImages | undefined
  readonly receipt: ReceiptFacts | undefined
  /** What was written, or how to; a budget that is not kept. */
  readonly outcome: readonly string[]
}

/** The page of `laststage optimize --report`. */
export function optimizedPage(
  report: Report,
  context: OptimizedContext,
  version: string,
  assets: PageAssets,
): string {
  const { images, receipt, outcome } = context
  const { app, original } = report
  const chosen = report.candidates.find(({ id }) => id === report.chosen)
  const stacks = app.stacks.map(({ title }) => title).join(', ')
  const found = [...original.diagnostics, ...(chosen?.diagnostics ?? [])]
  return renderPage(
    {
      title: `${app.name}: ${chosen === undefined ? 'nothing chosen' : chosen.title}`,
      version,
      header: html`<h1>${app.name}</h1>${stacks === '' ? html`` : html`<p class="muted">${stacks}</p>`}${headline(original.size, chosen?.size)}<p>${answer(report)}</p>${notes(outcome)}`,
      sections: [
        ...section('size', 'Before and after', sizes(sizeRows(report))),
        ...section(
          'original',
          'The original',
          original.failure === undefined ? undefined : buildFailure('The original', original.failure),
        ),
        ...section('candidates', 'Candidates', candidates(report)),
        ...section('verdict', 'Proof', verdicts(report)),
        ...section(
          'suggested',
          'To add to laststage.yaml',
          report.suggestedConfig === undefined ? undefined : html`<pre>${report.suggestedConfig}</pre>`,
        ),
        ...section('numbers', 'Rebuilds and run time', chosen && numbers(original, chosen)),
        ...section('summary', 'What differs', images && summary(images.diff)),
        ...section('layers', 'Layers', images && layers(images.measured)),
        ...section('diff', 'Diff', patches(report, context)),
        ...section('changes', 'Because', because(report)),
        ...section('file-changes', 'Files that differ most', images && fileChanges(images.diff)),
        ...section('packages', 'Packages', images && packageChanges(images.diff)),
        ...section(
          'surface',
          'What an attacker finds',
          original.surface && chosen?.surface && surface(original.surface, chosen.surface),
        ),
        ...section('vulnerabilities', 'Known vulnerabilities', vulnerabilities(report.vulnerabilities)),
        ...section('found', 'Found on the way', diagnostics(found)),
        ...section('notes', 'Notes', report.notes.length === 0 ? undefined : notes(report.notes)),
        ...section('receipt', 'Receipt', proof(report, version, receipt)),
      ],
      images: images?.files ?? [],
      filesAfter: 'summary',
    },
    assets,
  )
}

/** The verdict, or why there is none. */
function answer(report: Report): Html {
  if (report.refused !== undefined)
    return html`<span class="mark inconclusive">refused</span> ${report.refused.reason}`
  const chosen = report.candidates.find(({ id }) => id === report.chosen)
  return chosen === undefined ? html`${report.whyChosen}` : html`${chosen.id}: ${verdictMark(chosen)}`
}

function sizeRows({ original, candidates, chosen }: Report): Parameters<typeof sizes>[0] {
  return [
    { name: 'original', size: original.size, tone: 'before' },
    ...candidates.map(({ id, size }) => ({
      name: id === chosen ? `${id}, chosen` : id,
      size,
      tone: 'after' as const,
    })),
  ]
}

function patches(report: Report, { current }: OptimizedContext): Html | undefined {
  const chosen = report.candidates.find(({ id }) => id === report.chosen)
  if (chosen === undefined) return undefined
  const made = Object.entries(chosen.files).flatMap(
    ([path, text]) => patch(path, current.get(path), text, chosen.changes) ?? [],
  )
  return made.length === 0 ? undefined : html`${made}`
}

function because({ original, candidates, chosen }: Report): Html | undefined {
  const mended = original.repaired?.changes ?? []
  const list = candidates.find(({ id }) => id === chosen)?.changes ?? []
  if (mended.length + list.length === 0) return undefined
  const first =
    mended.length === 0
      ? html``
      : html`<h3>Mended first, so that the original builds at all</h3><ul class="cards">${mended.map(
          ({ title, because }) => html`<li><h3>${title}</h3><p>${because}</p></li>`,
        )}</ul>`
  return html`${first}${list.length === 0 ? html`` : changes(list)}`
}
