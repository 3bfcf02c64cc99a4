import widthOfSegment from 'fast-string-width'

/** Text that looks alike. */
export interface Piece {
  readonly text: string
  readonly look?: ((text: string) => string) | undefined
}

const graphemes = new Intl.Segmenter()
const isPlain = (text: string): boolean => /^[ -~]*$/.test(text)

/** Columns that text takes on a terminal: East Asian characters and emoji two, combining ones none. */
export function widthOf(text: string): number {
  if (isPlain(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += widthOfSegment(segment)
  return width
}

/** Text within `width` columns, its end cut where it is too long. */
export function cut(text: string, width: number, more: string): string {
  if (widthOf(text) <= width) return text
  const room = width - widthOf(more)
  if (room < 0) return fitting(text, width)
  return `${fitting(text, room)}${more}`
}

/** As much of a text's beginning as there is room for. */
function fitting(text: string, width: number): string {
  if (isPlain(text)) return text.slice(0, Math.max(0, width))
  let used = 0
  for (const { segment, index } of graphemes.segment(text)) {
    used += widthOfSegment(segment)
    if (used > width) return text.slice(0, index)
  }
  return text
}

/** Text within `width` columns, its beginning cut: of a path, the end says the most. */
export function cutStart(text: string, width: number, more: string): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  let room = width - widthOf(more)
  for (const { segment } of [...graphemes.segment(text)].reverse()) {
    room -= widthOfSegment(segment)
    if (room < 0) break
    kept = segment + kept
  }
  return cut(`${more}${kept}`, width, '')
}

/** Text in a column that is `width` wide. */
export function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'left' ? text + space : space + text
}

/**
 * Pieces on one line that takes exactly `width` columns.
 * @param whole the look of all, in place of each one's own
 */
export function lineOf(
  pieces: readonly Piece[],
  width: number,
  more: string,
  whole?: (text: string) => string,
): string {
  let line = ''
  let room = width
  for (const { text, look } of pieces) {
    const shown = cut(text, room, more)
    room -= widthOf(shown)
    line += whole || !look || shown === '' ? shown : look(shown)
    if (room <= 0) break
  }
  const full = line + ' '.repeat(Math.max(0, room))
  return whole ? whole(full) : full
}
