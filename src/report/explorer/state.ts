import type { LayeredEntry } from '../../measure/files/layered-files.ts'
import type { MeasuredLayer } from '../../measure/measured-image.ts'
import type { Choice, Selection } from './selection.ts'

/** An image to look into. Names and instructions are fit for a terminal. */
export interface Explored {
  readonly name: string
  readonly platform: string
  readonly unpacked: number
  readonly compressed: number
  readonly wasted: number
  readonly layers: readonly MeasuredLayer[]
  readonly entries: readonly LayeredEntry[]
  /** Where it is said which files nothing touched; undefined where nobody knows. */
  readonly ledger: string | undefined
}

export type Pane = 'layers' | 'files'
export type Sort = 'size' | 'name'

/** All that the screen depends on. */
export interface State extends Choice {
  readonly image: Explored
  readonly columns: number
  readonly lines: number
  readonly pane: Pane
  readonly sort: Sort
  /** Mode and owner of each file. */
  readonly showsRights: boolean
  /** The text for the search is being typed. */
  readonly isTyping: boolean
  /** How far the help is scrolled; undefined where it is not shown. */
  readonly help: number | undefined
  readonly isDone: boolean
  /** Folders that are unfolded. */
  readonly open: ReadonlySet<number>
  /** Folders that are folded where all are unfolded at first. */
  readonly shut: ReadonlySet<number>
  /** Bytes and files below each entry that are chosen. */
  readonly selection: Selection
  /** The entries that there are lines for, folded ones aside. */
  readonly rows: readonly number[]
  /** Index into `rows`. */
  readonly cursor: number
  /** The first row and the first layer that are on the screen. */
  readonly top: number
  readonly layersTop: number
}
