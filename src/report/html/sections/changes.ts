import type { Diagnostic } from '../../../dockerfile/source.ts'
import type { Change } from '../../../model/change.ts'
import { places } from '../../terminal/place.ts'
import { type Html, html, pathHtml } from '../html.ts'

/** Each change with its because, numbered as the diff refers to them. */
export function changes(list: readonly Change[]): Html {
  return html`<ol class="changes">${list.map(change)}</ol>`
}

const applicability = {
  safe: 'safe',
  'needs-verification': 'needs proof',
  suggestion: 'suggested, not done',
} as const

function change({ title, because, evidence, replaces, applicability: how }: Change, at: number): Html {
  const where = places(evidence)
  return html`<li id="change-${at + 1}"><h3>${title} <span class="mark">${applicability[how]}</span></h3>
<p>${because}</p>${replaces === undefined ? html`` : html`<p>Replaces ${replaces.what} by ${replaces.by}.</p>`}${
    where.length === 0
      ? html``
      : html`<p class="muted">Read in ${where.map((place, index) => html`${index === 0 ? '' : ', '}${pathHtml(place)}`)}</p>`
  }</li>`
}

/** What was found in the files beside the changes. */
export function diagnostics(list: readonly Diagnostic[]): Html | undefined {
  if (list.length === 0) return undefined
  return html`<ul class="cards">${list.map(
    ({ code, severity, message, file, range, help }) =>
      html`<li><h3>${message}</h3><p><span class="mark">${severity}</span> <code>${code}</code> in ${pathHtml(`${file}:${range.start.line}`)}</p>${
        help === undefined ? html`` : html`<p class="advice">${help}</p>`
      }</li>`,
  )}</ul>`
}
