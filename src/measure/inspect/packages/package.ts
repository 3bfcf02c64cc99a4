import type { Inode } from '../image-tree.ts'

export type Ecosystem = 'dpkg' | 'apk' | 'rpm' | 'npm' | 'python' | 'gem' | 'java'

/** An installed package, with the bytes of its files as they are in the image. */
export interface MeasuredPackage {
  readonly ecosystem: Ecosystem
  readonly name: string
  readonly version: string
  readonly bytes: number
  readonly files: number
  /** The folder or file of a language package; undefined for one of the operating system. */
  readonly path: string | undefined
  /** `listed`: by its database's list of files; `folder`: all that its folder holds; `declared`: as its database says. */
  readonly how: 'listed' | 'folder' | 'declared'
  readonly origin?: PackageOrigin
  /** Jars within this one, which have no bytes of their own here. */
  readonly holds?: readonly HeldPackage[]
}

/** What tells a package apart from its namesakes. */
export interface PackageOrigin {
  readonly architecture?: string | undefined
  /** rpm's. */
  readonly epoch?: number | undefined
  /** The source package, where it has another name or version: `glibc`, `gcc-12@12.2.0-14`, `bash-5.2-1.src.rpm`. */
  readonly source?: string | undefined
  /** Maven's groupId. */
  readonly group?: string | undefined
}

export interface HeldPackage {
  readonly name: string
  readonly version: string
  readonly group?: string | undefined
  /** In the jar. */
  readonly path: string
}

/** A package, and the contents that are its own. */
export interface OwnedPackage {
  readonly package: MeasuredPackage
  readonly inodes: ReadonlySet<Inode>
}

export function ownedPackage(
  about: Omit<MeasuredPackage, 'bytes' | 'files'>,
  inodes: ReadonlySet<Inode>,
): OwnedPackage {
  let bytes = 0
  for (const inode of inodes) bytes += inode.size
  return { package: { ...about, bytes, files: inodes.size }, inodes }
}
