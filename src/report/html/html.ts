import { printableName } from '../../image/tar/names.ts'
import { visible } from '../terminal/visible.ts'

/** A piece of HTML that is safe as it stands. Made by `html` alone. */
export interface Html {
  readonly html: string
}

type Value = string | number | Html | readonly Html[] | undefined

/**
 * HTML with its values escaped: whatever an image, a Dockerfile or an app says is text, in content and in quoted
 * attributes. Only what `html` made itself goes in as it is.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.map((part, at) => part + shown(values[at])).join('') }
}

/** Pieces one after the other. */
function join(pieces: readonly Html[]): Html {
  return { html: pieces.map(piece => piece.html).join('') }
}

/** Text for content and for quoted attributes. Control characters and direction marks are made visible. */
export function escapeHtml(text: string): string {
  return visible(text.toWellFormed()).replaceAll(/[&<>"'`]/g, char => `&#${char.charCodeAt(0)};`)
}

/** A path of an image: its undecodable bytes written out, and its direction kept apart from the text around it. */
export function pathHtml(path: string): Html {
  return html`<bdi class="path" dir="ltr">${printableName(path)}</bdi>`
}

function shown(value: Value): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  return 'html' in value ? value.html : join(value).html
}
