import type { Shown, Subject } from './subject.ts'

export type Pane = 'groups' | 'files'
export type Sort = 'size' | 'name'

/** All that the screen depends on. */
export interface State extends Shown {
  readonly subject: Subject
  readonly columns: number
  readonly lines: number
  readonly pane: Pane
  readonly sort: Sort
  /** The text for the search is being typed. */
  readonly isTyping: boolean
  /** How far the help is scrolled; undefined where it is not shown. */
  readonly help: number | undefined
  readonly isDone: boolean
  /** Folders that are unfolded. */
  readonly open: ReadonlySet<number>
  /** Folders that are folded where all are unfolded at first. */
  readonly shut: ReadonlySet<number>
  /** The entries that there are lines for, folded ones aside. */
  readonly rows: readonly number[]
  /** Index into `rows`. */
  readonly cursor: number
  /** The first row and the first group that are on the screen. */
  readonly top: number
  readonly groupsTop: number
}
