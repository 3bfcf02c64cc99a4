/** What is known of a family of base images without asking a registry; undefined where no source says it. */
export interface BaseFacts {
  readonly family: string
  /** `none` where no C library is there for programs to load. */
  readonly libc: 'glibc' | 'musl' | 'none'
  /** The path of a shell, or `none`. */
  readonly shell: string | undefined
  readonly packageManager: 'apt' | 'apk' | 'none' | undefined
  /** Who runs, where the Dockerfile names no USER. */
  readonly user: string | undefined
  /** ENTRYPOINT as the image sets it; empty for none. */
  readonly entrypoint: readonly string[] | undefined
  /** A bundle of CA certificates in /etc/ssl. */
  readonly certificates: boolean | undefined
  /** A time zone database in /usr/share/zoneinfo. */
  readonly timezones: boolean | undefined
  /** OpenSSL's libssl and libcrypto. */
  readonly openssl: boolean | undefined
  /** The C++ library and libgcc. */
  readonly cxx: boolean | undefined
  /** Where programs look for the dynamic loader on amd64, or `none`. */
  readonly loader: string | undefined
  readonly source: string
  /** The day of what was read: YYYY-MM-DD. */
  readonly asOf: string
}

/** One row of the catalogue. */
export interface Family extends BaseFacts {
  /** Of registry and repository, Docker Hub's short form expanded. */
  readonly name: RegExp
  readonly tag?: RegExp
}

export const glibcLoader = '/lib64/ld-linux-x86-64.so.2'
export const muslLoader = '/lib/ld-musl-x86_64.so.1'

/** Docker's official images of these names. */
export const hub = (names: string) => new RegExp(`^docker\\.io/library/(?:${names})$`)

/** What nobody said. */
export const unsaid = {
  user: undefined,
  entrypoint: undefined,
  certificates: undefined,
  timezones: undefined,
  openssl: undefined,
  cxx: undefined,
  loader: undefined,
} as const
