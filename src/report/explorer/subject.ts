import type { Piece } from './cells.ts'
import type { Look } from './look.ts'

/** A line of the tree. Names are fit for a terminal. */
export interface TreeEntry {
  /** The root's is empty. */
  readonly name: string
  readonly depth: number
  /** Index of the folder that it is in; -1 for the root. */
  readonly parent: number
  /** Index after all that is in it: a folder stands right before its contents, which are sorted by name. */
  readonly end: number
  readonly kind: 'folder' | 'file' | 'symlink' | 'special'
  /** The package that lists it. */
  readonly owner: string | undefined
}

/** Which files a person wants to see. */
export interface Choice {
  /** Index of a group of files: a layer, an owner; -1 for all. */
  readonly group: number
  /** Beyond what is of the group itself: see `Subject.whole`. */
  readonly isWhole: boolean
  /** The key of a filter; undefined for all files. */
  readonly filter: string | undefined
  readonly query: string
}

/** By index of the entry, with all that is below. */
export interface Selection {
  readonly bytes: Float64Array
  /** Of two images, those in the one before. */
  readonly before: Float64Array
  readonly files: Int32Array
}

/** What is on the screen of a subject. */
export interface Shown extends Choice {
  readonly selection: Selection
  /** Mode and owner of each file. */
  readonly showsRights: boolean
}

/** Files of a kind, and the key that asks for them. */
export interface Filter {
  readonly key: string
  /** As headings and the line of keys have it: `wasted`. */
  readonly name: string
  readonly help: string
  /** What is said where there are none. */
  readonly nothing: string
}

/** A line of the tree: what stands before the indent, and what follows the sign of a folder. */
export interface RowPieces {
  readonly head: readonly Piece[]
  readonly tail: readonly Piece[]
}

/** What is said of something: each is wrapped on its own. */
export interface Detail {
  readonly title: string
  readonly facts: readonly Piece[]
}

/** What is looked into: an image by its layers, or two images by who owns what differs. */
export interface Subject {
  readonly entries: readonly TreeEntry[]
  readonly select: (choice: Choice) => Selection
  /** What comes first by size: the more, the higher. */
  readonly weight: (selection: Selection, at: number) => number
  readonly title: (look: Look) => readonly Piece[]
  /** How many groups there are. */
  readonly groups: number
  /** `layers` */
  readonly groupsName: string
  readonly groupsTitle: readonly [title: string, note: string]
  /** @param group -1 is the first line, for all */
  readonly groupPieces: (group: number, look: Look) => readonly Piece[]
  readonly groupDetail: (group: number, look: Look) => Detail
  readonly filters: readonly Filter[]
  /** What `a` adds to the files of a group, and to those of all where `ofAll` is true; its words in the line of keys. */
  readonly whole: {
    readonly ofAll: boolean
    readonly help: string
    readonly more: string
    readonly less: string
  }
  readonly filesTitle: (choice: Choice) => string
  readonly sizeText: (selection: Selection, at: number, look: Look) => string
  /** @param width of the whole line, in columns */
  readonly rowPieces: (shown: Shown, at: number, look: Look, width: number) => RowPieces
  readonly entryFacts: (shown: Shown, at: number, look: Look) => readonly Piece[]
  /** What is said where there is nothing, though nothing narrows it. */
  readonly nothing: string
  /** What the signs mean. */
  readonly legend: (look: Look) => readonly (readonly Piece[])[]
}
