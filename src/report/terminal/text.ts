import { stripVTControlCharacters } from 'node:util'

/** Breaks text at spaces so that no line is wider than `width`; a longer word stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(word => word !== '')) {
    if (line === '') line = word
    else if (line.length + 1 + word.length <= width) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  }
  if (line !== '') lines.push(line)
  return lines
}

/** The same text in the width given, for a column that is aligned left or right. Colours do not count. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - stripVTControlCharacters(text).length))
  return align === 'left' ? text + space : space + text
}

/** Cells in columns, two spaces apart; nothing is left behind the last. */
export function columns(
  rows: readonly (readonly string[])[],
  align: readonly ('left' | 'right')[] = [],
): readonly string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, stripVTControlCharacters(cell).length)
    })
  }
  return rows.map(row =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0, align[index] ?? 'left'))
      .join('  ')
      .trimEnd(),
  )
}
