export type TarKind =
  | 'file'
  | 'hardlink'
  | 'symlink'
  | 'directory'
  | 'character-device'
  | 'block-device'
  | 'fifo'
  | 'other'

/** What a tar says of one file. Names keep their bytes: see `decodeName`. */
export interface TarHeader {
  /** As in the archive, not normalised: `./etc/passwd`, `usr/bin/`. */
  readonly path: string
  readonly kind: TarKind
  /** The header's type letter, for what has no kind of its own. */
  readonly typeflag: string
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly userName: string
  readonly groupName: string
  /** Logical size: that of a sparse file counts its holes. 0 for everything but files. */
  readonly size: number
  /** Bytes that the archive holds of it, holes and padding aside. */
  readonly storedSize: number
  /** Seconds since 1970, rounded down; `mtimeNanos` is what lies beyond. */
  readonly mtime: number
  readonly mtimeNanos: number
  /** Target of a hard link (a path in the archive) or a symbolic link (any text). */
  readonly linkPath: string
  readonly deviceMajor: number
  readonly deviceMinor: number
  /** Extended attributes by name (`security.capability`), from `SCHILY.xattr.*` and `LIBARCHIVE.xattr.*`. */
  readonly xattrs: ReadonlyMap<string, Buffer>
  /** The parts that hold data; undefined for an ordinary file. */
  readonly sparse: readonly DataRange[] | undefined
  /** Where its header begins in the archive, and where its data. */
  readonly offset: number
  readonly dataOffset: number
}

export interface DataRange {
  readonly offset: number
  readonly length: number
}

export interface TarEntry extends TarHeader {
  /**
   * The file's bytes, holes as zeros. Read it before asking for the next entry, and once; what is left unread is
   * skipped. A chunk is a view of a larger buffer and good until the next: copy what is to be kept.
   */
  content(): AsyncGenerator<Buffer, void, undefined>
  /** The whole content as one view, good until the next entry, where it is at hand without waiting; else undefined and nothing is read. */
  contentNow(): Buffer | undefined
  /** The whole content. Throws `ImageError` where it has more than `limit` bytes. */
  bytes(limit: number): Promise<Buffer>
}

export interface TarLimits {
  /** Bytes of a name or link target. */
  readonly nameBytes: number
  /** Bytes of one PAX header. */
  readonly paxBytes: number
  readonly entries: number
  readonly sparseRanges: number
}

export const DEFAULT_TAR_LIMITS: TarLimits = {
  nameBytes: 64 * 1024,
  paxBytes: 1024 * 1024,
  entries: 2_000_000,
  sparseRanges: 200_000,
}
