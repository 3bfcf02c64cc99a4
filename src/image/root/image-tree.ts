import type { ElfFacts } from '../elf.ts'

/** A file, directory or link of an image's root file system. */
export interface FileNode {
  /** Absolute and normalised: `/usr/bin/env`; `/` for the root. */
  readonly path: string
  readonly kind: 'file' | 'directory' | 'symlink' | 'character-device' | 'block-device' | 'fifo' | 'other'
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes; 0 for all but files. */
  readonly size: number
  /** Seconds since 1970. */
  readonly mtime: number
  /** Of a file's content, hexadecimal; empty for all but files, or where hashing was not asked for. */
  readonly sha256: string
  /** Of a symbolic link, as written. */
  readonly target: string
  /** The first path of the files that share one inode; its own where it is alone. */
  readonly inode: string
  /** Extended attributes, values in hexadecimal: `security.capability`. */
  readonly xattrs: ReadonlyMap<string, string>
  /** Major and minor of a device. */
  readonly device: string
}

/** What was read from a file's content as it streamed by. */
export interface ContentFacts {
  readonly elf?: ElfFacts
  /** The first line of a script, without `#!`. */
  readonly shebang?: string
  /** Static hints of what the code may do: see `content-facts.ts`. */
  readonly mentions?: readonly Mention[]
  /** Programs that the source starts by a literal name: `execFile('git', …)`. */
  readonly programs?: readonly string[]
}

export type Mention =
  | 'starts-programs'
  | 'draws-with-awt'
  | 'reads-time-zones'
  | 'converts-charsets'
  | 'finds-libraries'

/** An image's root file system, read once. Paths are absolute. */
export interface ImageTree {
  /** The node at exactly this path: no link is followed. */
  get(path: string): FileNode | undefined
  /** Names in a directory, sorted. */
  list(directory: string): readonly string[]
  /** All paths, sorted, `/` first. */
  readonly paths: readonly string[]
  /** Paths that share the node's inode, its own among them, sorted. */
  hardLinks(path: string): readonly string[]
  /** The text of a file that was kept while reading. */
  text(path: string): string | undefined
  bytes(path: string): Uint8Array | undefined
  facts(path: string): ContentFacts
}

export const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/'

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

export const joinPath = (directory: string, name: string): string =>
  directory === '/' ? `/${name}` : `${directory}/${name}`

/** `/usr/lib/x` → `/usr/lib`, `/usr`, `/`. */
export const ancestorsOf = (path: string): readonly string[] => {
  const ancestors: string[] = []
  for (let at = path; at !== '/'; ) {
    at = parentOf(at)
    ancestors.push(at)
  }
  return ancestors
}

/** True where `path` is `directory` or lies in it. */
export const isWithin = (path: string, directory: string): boolean =>
  path === directory || directory === '/' || path.startsWith(`${directory}/`)
