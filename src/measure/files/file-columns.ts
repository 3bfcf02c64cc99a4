/**
 * The files of an image in columns, each folder right before what is in it. Columns of short values compress to a few
 * bytes a file, where a tree of objects takes a hundred.
 */
export interface FileColumns {
  /** Fit for a page: control characters and undecodable bytes are written out. The first is the root's, and empty. */
  readonly names: readonly string[]
  /** 0 for the root. */
  readonly depths: readonly number[]
  /** Of a file alone; 0 for a folder, and for a further name of the same content. */
  readonly bytes: readonly number[]
  /** One character each, see `FileKind`. */
  readonly kinds: string
  /** The layer that holds the bytes; -1 for a folder. */
  readonly layers: readonly number[]
  /** Index into `reasons` of the package that owns it; -1 where none does. */
  readonly owners: readonly number[]
  /** Index into `reasons` of why it is wasted; -1 where it is not. */
  readonly wastes: readonly number[]
  /** Index into `reasons` of why it was kept or left behind; -1 where nobody knows. */
  readonly whys: readonly number[]
  /** One character each, see `FileStatus`; empty where nothing was compared. */
  readonly statuses: string
  /** How many files an entry of kind `*` stands for, by index. */
  readonly counts: Readonly<Record<number, number>>
  readonly reasons: readonly string[]
}

/**
 * `d` folder, `f` file, `l` symbolic link, `h` the folder of what later layers hide, `*` files too small to be listed,
 * as one.
 */
export type FileKind = 'd' | 'f' | 'l' | 'h' | '*'

/** Against the other image: `=` the same, `~` other content, `+` only here (after), `-` only here (before). */
export type FileStatus = '=' | '~' | '+' | '-' | ' '

/** What a report shows of one image's layers and files. */
export interface ImageFiles {
  readonly name: string
  /** The instruction of each layer, as far as the history tells. */
  readonly instructions: readonly (string | null)[]
  /** Layers below are the base image's. */
  readonly baseLayers: number
  readonly columns: FileColumns
}
