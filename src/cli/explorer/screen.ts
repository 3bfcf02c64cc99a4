import type { FrameLine } from '../../report/explorer/frame.ts'

/** Turns frames into what a terminal must be told: only lines that changed, and all at once where it can. */
export interface Screen {
  draw(frame: readonly FrameLine[]): string
  /** Nothing is known of what is on the terminal. */
  forget(): void
}

export function createScreen(): Screen {
  let shown: readonly string[] | undefined
  return {
    draw: frame => {
      const lines = frame.map(lineText)
      const before = shown
      shown = lines
      const changed = lines.flatMap((text, at) =>
        text === before?.[at] ? [] : [`\u001b[${at + 1};1H\u001b[2K${text}`],
      )
      if (changed.length === 0) return ''
      const clear = before === undefined ? '\u001b[2J' : ''
      return `\u001b[?2026h${clear}${changed.join('')}\u001b[?2026l`
    },
    forget: () => {
      shown = undefined
    },
  }
}

/** Each part is put at its own column, however wide the terminal thinks that the one before it is. */
function lineText(parts: FrameLine): string {
  return parts.map(({ left, text }) => `\u001b[${left + 1}G${text}`).join('')
}
