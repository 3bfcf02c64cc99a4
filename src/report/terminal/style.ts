import picocolors from 'picocolors'

/** How text looks where it is shown: colours or none, signs of Unicode or ASCII, and the width to keep within. */
export interface Style {
  readonly width: number
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
  readonly signs: Signs
}

interface Signs {
  readonly ok: string
  readonly failed: string
  readonly unknown: string
  readonly other: string
  readonly times: string
  readonly arrow: string
  readonly atLeast: string
  readonly atMost: string
  /** Stands for what was cut off. */
  readonly more: string
}

const unicode: Signs = {
  ok: '✓',
  failed: '✗',
  unknown: '?',
  other: '-',
  times: '×',
  arrow: '→',
  atLeast: '≥',
  atMost: '≤',
  more: '…',
}
const ascii: Signs = {
  ok: '+',
  failed: 'x',
  unknown: '?',
  other: '-',
  times: 'x',
  arrow: '->',
  atLeast: '>=',
  atMost: '<=',
  more: '...',
}

/** A style for what is known of the place where text is shown. */
export function createStyle(options: { color: boolean; unicode: boolean; width: number }): Style {
  const colors = picocolors.createColors(options.color)
  return {
    width: options.width,
    bold: colors.bold,
    dim: colors.dim,
    good: colors.green,
    bad: colors.red,
    warn: colors.yellow,
    signs: options.unicode ? unicode : ascii,
  }
}
