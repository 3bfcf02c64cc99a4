import { lineOf, type Piece, widthOf } from './cells.ts'
import type { Look } from './look.ts'

/** A pane's first line: a rule with what is in the pane, strong where keys go to it. */
export function headingLine(
  title: string,
  width: number,
  look: Look,
  isActive: boolean,
  rest: readonly Piece[] = [],
): string {
  const used = 4 + widthOf(title) + rest.reduce((sum, { text }) => sum + widthOf(text), 0)
  return lineOf(
    [
      { text: `${look.rule} `, look: look.dim },
      { text: title, look: isActive ? look.bold : undefined },
      ...rest,
      { text: ` ${look.rule.repeat(Math.max(0, width - used + 1))}`, look: look.dim },
    ],
    width,
    look.signs.more,
  )
}

/** Empty lines, which hide what stood there before. */
export function blank(count: number, width: number): readonly string[] {
  return Array.from({ length: Math.max(0, count) }, () => ' '.repeat(width))
}
