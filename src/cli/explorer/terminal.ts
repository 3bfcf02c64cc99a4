/** A terminal that is drawn on as a whole. */
export interface Terminal {
  readonly columns: number
  readonly lines: number
  write(text: string): void
  /**
   * Takes the screen and the keys, until `leave`.
   * @param onKey gets `up`, `ctrl-u`, `enter`, …, or the character that a key writes
   * @param onResize is called too where all that was drawn is lost
   * @param onEnd when there are no more keys: the terminal is gone
   */
  enter(listeners: {
    readonly onKey: (key: string) => void
    readonly onResize: () => void
    readonly onEnd: () => void
  }): void
  /** Gives back the screen as it was. Does no harm when called again. */
  leave(): void
}
