import { formatSize } from '../../terminal/size.ts'
import { type Html, html } from '../html.ts'

/** `+1.2 MB`, `−340 kB`; growth is what one looks for. */
export function signed(bytes: number): Html {
  if (bytes === 0) return html`<span class="muted">0 B</span>`
  return html`<span class="${bytes > 0 ? 'warn' : 'good'}">${bytes > 0 ? '+' : '−'}${formatSize(Math.abs(bytes))}</span>`
}
