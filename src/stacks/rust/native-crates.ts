import type { AppFiles } from '../../app/app-files.ts'
import { tomlEntries } from '../../app/toml-entries.ts'
import type { Evidence } from '../../model/change.ts'
import { type CargoManifest, dependencyNames } from './cargo-manifest.ts'

/** What the crates link with beside the C library. */
export interface NativeCrates {
  /** Debian's packages of the libraries that they load while they run; empty where distroless cc has them all. */
  readonly packages: readonly string[]
  readonly evidence: readonly Evidence[]
  /** True where a crate speaks TLS or reads the system's certificates. */
  readonly tls: boolean
  /** True where nothing but the standard library is used. */
  readonly none: boolean
}

/** Crates that link with a library of the system where its headers are there, as they are in Rust's full image. */
const libraries: Readonly<Record<string, string>> = {
  'openssl-sys': '',
  'libz-sys': '',
  'pq-sys': 'libpq5',
  'mysqlclient-sys': 'libmariadb3',
  'libsqlite3-sys': 'libsqlite3-0',
  'bzip2-sys': 'libbz2-1.0',
  'lzma-sys': 'liblzma5',
  'liblzma-sys': 'liblzma5',
  'curl-sys': 'libcurl4',
  'libdbus-sys': 'libdbus-1-3',
}

/** Crates that bring their own C code, are for another system, or only name the kernel's calls. */
const selfContained =
  /^(?:(?:windows|winapi|core-foundation|security-framework|system-configuration|js|web|fsevent|kqueue|mach|objc|android|ndk|hermit|inotify|dirs|linux-raw|jni)[\w-]*-sys(?:-next)?|zstd-sys|lz4-sys|aws-lc-(?:fips-)?sys|libmimalloc-sys|(?:tikv-)?jemalloc-sys|libgit2-sys|libssh2-sys|fuchsia-zircon-sys|\w+32-sys|onig_sys|librocksdb-sys|brotli-sys|backtrace-sys|miniz-sys|libnghttp2-sys|(?:cloudflare-zlib|libz-ng)-sys|mozjpeg-sys|libwebp-sys)$/

/** Reads Cargo.lock, or where there is none the direct dependencies; a string names a crate of which nothing is known. */
export function nativeCrates(
  app: AppFiles,
  root: CargoManifest,
  crates: readonly CargoManifest[],
): NativeCrates | string {
  const lock = root.folder === '.' ? 'Cargo.lock' : `${root.folder}/Cargo.lock`
  const locked = lockedCrates(app, lock)
  const direct = crates.flatMap(each => dependencyNames(each.entries))
  const own = new Set(crates.map(each => each.name ?? ''))
  const unlocked = direct.map(name => ({ name, evidence: { file: root.path, fact: name } as Evidence }))
  const names = (locked ?? unlocked).filter(({ name }) => !own.has(name))
  const has = (name: string) => names.some(each => each.name === name)
  const packages = new Set<string>()
  const evidence: Evidence[] = []
  for (const each of names) {
    const library = libraries[each.name]
    if (library === undefined) {
      const unknown = /[-_]sys$/.test(each.name) && !selfContained.test(each.name)
      if (unknown)
        return `${each.evidence.file}:${each.evidence.range?.start.line ?? 1} ${each.name} may link with a library of the system of which nothing is known`
      continue
    }
    if (bringsItself(app, each.name, has, crates)) continue
    evidence.push({ ...each.evidence, fact: `${each.name} links with a library of the system` })
    if (library !== '') packages.add(library)
  }
  const tls = names.some(({ name }) =>
    /^(?:native-tls|openssl|rustls-native-certs|rustls-platform-verifier|reqwest|hyper-tls|curl|ureq)$/.test(
      name,
    ),
  )
  return { packages: [...packages], evidence, tls, none: names.length === 0 }
}

function lockedCrates(app: AppFiles, path: string) {
  const text = app.read(path)
  if (text === undefined) return undefined
  return tomlEntries(text).flatMap(({ table, key, text: name, range }) =>
    table === 'package' && key === 'name' && name !== undefined
      ? [{ name, evidence: { file: path, range, fact: name } }]
      : [],
  )
}

/** True where the library is compiled from sources that the crate brings. */
function bringsItself(
  app: AppFiles,
  name: string,
  has: (name: string) => boolean,
  crates: readonly CargoManifest[],
): boolean {
  if (name === 'openssl-sys') return has('openssl-src')
  if (name === 'pq-sys') return has('pq-src')
  if (name !== 'libsqlite3-sys') return false
  return has('sqlx-sqlite') || crates.some(each => /\bbundled\b/.test(app.read(each.path) ?? ''))
}
