/**
 * Width in pixels of a text in Verdana at 11 px, the font that badges are set in: advance widths of the font's own
 * table, in 2048ths of its size. `textLength` makes up for a reader's machine that has another font.
 */
export function textWidth(text: string): number {
  let units = 0
  for (const char of text) units += widths[char] ?? WIDEST
  return (units * 11) / 2048
}

/** Of `W`: what is not in the table takes no less room than it needs. */
const WIDEST = 2025

const widths: Readonly<Record<string, number>> = {
  ' ': 720,
  '.': 745,
  ',': 745,
  '-': 930,
  '0': 1302,
  '1': 1302,
  '2': 1302,
  '3': 1302,
  '4': 1302,
  '5': 1302,
  '6': 1302,
  '7': 1302,
  '8': 1302,
  '9': 1302,
  '~': 1676,
  '≥': 1676,
  B: 1404,
  G: 1588,
  M: 1726,
  T: 1262,
  a: 1230,
  e: 1220,
  g: 1276,
  i: 562,
  k: 1212,
  m: 1992,
}
