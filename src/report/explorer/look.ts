import { createStyle, type Style } from '../terminal/style.ts'

/** How the explorer looks: as all other output, and what only a screen has. */
export interface Look extends Style {
  /** The line that keys act on. */
  readonly chosen: (text: string) => string
  readonly rule: string
  readonly wall: string
  readonly cursor: string
  readonly opened: string
  readonly closed: string
}

/** @param screen whether what is chosen may be shown by reversed colours, which NO_COLOR does not forbid */
export function createLook(options: { color: boolean; unicode: boolean; screen: boolean }): Look {
  const { unicode } = options
  return {
    ...createStyle({ ...options, width: 80 }),
    chosen: options.screen ? text => `\u001b[7m${text}\u001b[27m` : text => text,
    rule: unicode ? '─' : '-',
    wall: unicode ? '│' : '|',
    cursor: unicode ? '▸' : '>',
    opened: unicode ? '▾' : 'v',
    closed: unicode ? '▸' : '>',
  }
}
