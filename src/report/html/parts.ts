import { type Html, html } from './html.ts'

/** A part of the page under a heading that the contents list links to. */
export interface Section {
  readonly id: string
  readonly title: string
  readonly body: Html
}

/** A section, or none where there is nothing to tell. */
export function section(id: string, title: string, body: Html | undefined): readonly Section[] {
  return body === undefined ? [] : [{ id, title, body }]
}

interface BarPart {
  /** Both of the whole width, from 0 to 1. */
  readonly from?: number
  readonly width: number
  readonly tone: 'before' | 'after' | 'inner' | 'waste' | 'base'
}

/** A bar whose figures stand beside it as text. Attributes, not styles: the page's policy allows no inline style. */
export function bar(parts: readonly BarPart[]): Html {
  const rects = parts
    .filter(({ width }) => width > 0)
    .map(
      ({ from = 0, width, tone }) =>
        html`<rect class="${tone}" x="${percent(from)}" width="${percent(Math.max(width, 0.004))}" height="100%" rx="2"/>`,
    )
  return html`<svg class="bar" aria-hidden="true" focusable="false">${rects}</svg>`
}

function percent(share: number): string {
  return `${(100 * Math.min(1, Math.max(0, share))).toFixed(2)}%`
}

interface Column {
  readonly title: string
  readonly numeric?: boolean
}

/**
 * A table that may be wider than the screen: it scrolls by itself, with the keyboard too.
 * @param rows the first cell of each names the row
 */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (Html | string)[])[],
): Html {
  const align = (at: number): string => (columns[at]?.numeric === true ? 'num' : '')
  // A head without words would be read out as one.
  const head = columns.map(({ title }, at) =>
    title === '' ? html`<td></td>` : html`<th scope="col" class="${align(at)}">${title}</th>`,
  )
  const body = rows.map(
    cells =>
      html`<tr>${cells.map((cell, at) =>
        at === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="${align(at)}">${cell}</td>`,
      )}</tr>`,
  )
  return html`<div class="scroll" role="region" aria-label="Table: ${caption}" tabindex="0"><table>
<caption class="hidden">${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
}

/** Sentences under a figure: what it rests on. */
export function notes(sentences: readonly string[]): Html {
  return sentences.length === 0
    ? html``
    : html`<ul class="notes">${sentences.map(text => html`<li>${text}</li>`)}</ul>`
}

/** More of the same, folded. */
export function folded(summary: string, body: Html): Html {
  return html`<details><summary>${summary}</summary>${body}</details>`
}
