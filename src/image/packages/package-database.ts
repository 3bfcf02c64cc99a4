/** One installed package as its database tells it. */
export interface InstalledPackage {
  readonly name: string
  readonly version: string
  readonly architecture: string
  /** rpm's epoch, where it is not 0. dpkg and apk write it into the version. */
  readonly epoch?: number
  /** The source package that it was built from, where that has another name or version: `glibc`, `gcc-12@12.2.0-14`. */
  readonly source?: string
  /** Bytes that the database says are installed. dpkg alone, and only told for packages without a list of files. */
  readonly declaredBytes?: number
  /** Absolute paths as the database writes them: before any move to /usr, directories among them or not. */
  readonly files: readonly string[]
}

export interface PackageDatabase {
  readonly manager: 'dpkg' | 'apk' | 'rpm'
  readonly packages: readonly InstalledPackage[]
  /** Paths of files that were moved aside: where a package's file really lies (dpkg-divert). */
  readonly diversions: ReadonlyMap<string, { readonly to: string; readonly by: string }>
  /** The files that the database itself consists of. */
  readonly sources: readonly string[]
}

/** A database that is there and could not be read: no package of it is known then. */
export interface UnreadDatabase {
  readonly manager: 'dpkg' | 'apk' | 'rpm'
  readonly reason: string
}

export interface InstalledPackages {
  readonly databases: readonly PackageDatabase[]
  readonly unread: readonly UnreadDatabase[]
}

/** The little that the readers need of an image's files. Paths are absolute. */
export interface PackageFiles {
  text(path: string): string | undefined
  bytes(path: string): Uint8Array | undefined
  list(directory: string): readonly string[]
}
