import { structuredPatch } from 'diff'
import type { Change } from '../../../model/change.ts'
import { type Html, html, pathHtml } from '../html.ts'
import { folded } from '../parts.ts'

/** More than a Dockerfile has. A longer file is cut, and the page says so; a new one that is long is folded. */
const MOST_LINES = 400
const LONG_LINES = 60
const MOST_COLUMNS = 1000

/**
 * A file's diff. Beside a line that goes stand the numbers of the changes that were read there, so that each line has
 * its because.
 * @param before undefined for a new file
 */
export function patch(
  path: string,
  before: string | undefined,
  after: string,
  list: readonly Change[],
): Html | undefined {
  if (before === after) return undefined
  const { hunks } = structuredPatch(path, path, before ?? '', after, '', '', { context: 3 })
  const rows: Html[] = []
  for (const { oldStart, newStart, lines } of hunks) {
    let old = oldStart
    let now = newStart
    if (rows.length > 0) rows.push(html`<tr class="gap"><td colspan="4">⋯</td></tr>`)
    for (const line of lines) {
      const [sign = ' ', text] = [line[0], line.slice(1)]
      if (sign === '\\') continue
      rows.push(row(sign, text, old, now, sign === '-' ? changesAt(path, old, list) : []))
      if (sign !== '+') old++
      if (sign !== '-') now++
    }
  }
  const cut =
    rows.length > MOST_LINES
      ? html`<p class="muted">${rows.length - MOST_LINES} more lines are in the file itself.</p>`
      : html``
  const shown = html`<div class="scroll" role="region" aria-label="Diff of ${path}" tabindex="0"><table class="patch"><caption class="hidden">Diff of ${path}</caption>
<thead class="hidden"><tr><th scope="col">Old line</th><th scope="col">New line</th><th scope="col">Text</th><th scope="col">Because</th></tr></thead>
<tbody>${rows.slice(0, MOST_LINES)}</tbody></table></div>${cut}`
  const isNew = before === undefined
  return html`<h3>${pathHtml(path)}${isNew ? ' (new)' : ''}</h3>${
    isNew && rows.length > LONG_LINES ? folded(`${rows.length.toLocaleString('en-US')} lines`, shown) : shown
  }`
}

const kinds: Readonly<Record<string, { readonly name: string; readonly spoken: string }>> = {
  '+': { name: 'added', spoken: 'added: ' },
  '-': { name: 'removed', spoken: 'removed: ' },
}

function row(sign: string, text: string, old: number, now: number, numbers: readonly number[]): Html {
  const kind = kinds[sign]
  return html`<tr class="${kind?.name ?? 'same'}"><td class="num">${sign === '+' ? '' : old}</td><td class="num">${
    sign === '-' ? '' : now
  }</td><td><span class="sign" aria-hidden="true">${sign}</span><span class="hidden">${kind?.spoken ?? ''}</span><code>${text.slice(0, MOST_COLUMNS)}${text.length > MOST_COLUMNS ? '…' : ''}</code></td><td>${numbers.map(
    number => html`<a class="because" href="#change-${number}" title="because ${number}">${number}</a>`,
  )}</td></tr>`
}

/** Numbers of the changes whose evidence is this line. */
function changesAt(path: string, line: number, list: readonly Change[]): readonly number[] {
  return list.flatMap(({ evidence }, at) =>
    evidence.some(
      ({ file, range }) =>
        file === path && range !== undefined && range.start.line <= line && line <= range.end.line,
    )
      ? [at + 1]
      : [],
  )
}
