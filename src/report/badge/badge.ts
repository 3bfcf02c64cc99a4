import type { Verdict } from '../../verify/verdict.ts'
import { escapeHtml } from '../html/html.ts'
import { markers } from '../markers.ts'
import { textWidth } from './text-width.ts'

export interface Badge {
  /** `13.5 MB`. */
  readonly text: string
  /** What was proved of it; grey where nothing was. */
  readonly verdict?: Verdict['kind'] | undefined
}

/** Dark enough for white text at 4.5:1 and more. */
const colours = {
  equivalent: '#14683a',
  different: '#a4262c',
  inconclusive: '#8a5200',
  none: '#4a5058',
} as const

const HEIGHT = 20
const PAD = 7
const LABEL = 'image'

/** The size of an image as an SVG for a README, in the colour of its verdict, which its title says in words too. */
export function renderBadge({ text, verdict }: Badge): string {
  const left = Math.ceil(textWidth(LABEL)) + 2 * PAD
  const right = Math.ceil(textWidth(text)) + 2 * PAD
  const width = left + right
  const title = escapeHtml(`${LABEL}: ${text}${verdict === undefined ? '' : `, ${verdict}`}`)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" role="img" aria-label="${title}">
${markers.badge}
<title>${title}</title>
<clipPath id="round"><rect width="${width}" height="${HEIGHT}" rx="3"/></clipPath>
<g clip-path="url(#round)"><rect width="${left}" height="${HEIGHT}" fill="#3a3f46"/><rect x="${left}" width="${right}" height="${HEIGHT}" fill="${colours[verdict ?? 'none']}"/></g>
<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">${label(LABEL, PAD, left - 2 * PAD)}${label(text, left + PAD, right - 2 * PAD)}</g>
</svg>
`
}

function label(words: string, x: number, length: number): string {
  return `<text x="${x}" y="14" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escapeHtml(words)}</text>`
}
