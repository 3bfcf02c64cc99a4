import { printableName } from '../../image/tar/names.ts'
import type { Style } from './style.ts'

/** Text on one line: what stood on lines of its own is told apart. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, '; ').replaceAll(/\s+/g, ' ')
}

/** Text on one line within `width`, its end cut where it is too long. */
export function cutEnd(text: string, width: number, style: Style): string {
  const shown = printableName(text.replaceAll(/\s*\n\s*/g, '; '))
  const { more } = style.signs
  return shown.length <= width ? shown : `${shown.slice(0, Math.max(0, width - more.length))}${more}`
}

/** A path within `width`: its middle is cut, since its beginning and its end say the most. */
export function cutPath(path: string, width: number, style: Style): string {
  const shown = printableName(path)
  if (shown.length <= width) return shown
  const { more } = style.signs
  const room = Math.max(0, width - more.length)
  const front = Math.floor(room * 0.35)
  return `${shown.slice(0, front)}${more}${shown.slice(shown.length - (room - front))}`
}

/** `1 file`, `12,345 files`. */
export function count(number: number, word: string): string {
  return `${number.toLocaleString('en-US')} ${word}${number === 1 ? '' : 's'}`
}

/** A list that ends in how many are not told. */
export function some(items: readonly string[], most: number): string {
  if (items.length === 0) return 'none'
  const rest = items.length - most
  return rest <= 0 ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${rest} more`
}
