import { markers } from '../markers.ts'
import { paragraphs } from './text.ts'

/** GitHub takes 65,536 characters in a comment. */
const MOST = 60_000

/**
 * A comment for a pull request.
 * @param name tells comments of one command apart, as in a monorepo
 * @param main what always stands
 * @param folded what may be left out where it would be too long, the last first
 */
export function comment(
  command: string,
  name: string,
  main: readonly string[],
  folded: readonly string[],
): string {
  const head = `${markers.markdown}${command} ${keyOf(name)} -->`
  for (let kept = folded.length; kept >= 0; kept--) {
    const left = folded.length - kept
    const cut = left > 0 ? ['_More would be too long for a comment: see the HTML report._'] : []
    const text = `${paragraphs([head, ...main, ...folded.slice(0, kept), ...cut])}\n`
    if (text.length <= MOST || kept === 0) return text
  }
  return ''
}

/** Nothing in it can end the comment. */
function keyOf(name: string): string {
  return name
    .replaceAll(/[^\w./:@]+/g, '-')
    .replaceAll(/-{2,}/g, '-')
    .slice(0, 200)
}
