import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'

/** A library that the link names, with the place. */
export interface LinkedLibrary {
  readonly name: string
  readonly evidence: Evidence
}

/** Libraries that are part of the C library or of the compiler's own, which distroless cc has. */
const compilers = /^(?:c|m|pthread|rt|dl|util|resolv|stdc\+\+|stdc\+\+fs|gcc|gcc_s|gomp)$/

/** Libraries that distroless base has: OpenSSL, and zlib with it. */
const openssl = /^(?:ssl|crypto|z)$/

/** Debian's packages of libraries under the name that the linker knows; those whose name is the same in 12 and 13. */
const packages: Readonly<Record<string, string>> = {
  pq: 'libpq5',
  sqlite3: 'libsqlite3-0',
  curl: 'libcurl4',
  xml2: 'libxml2',
  'pcre2-8': 'libpcre2-8-0',
  yaml: 'libyaml-0-2',
  microhttpd: 'libmicrohttpd12',
  jansson: 'libjansson4',
  mariadb: 'libmariadb3',
  mysqlclient: 'libmariadb3',
  expat: 'libexpat1',
  bz2: 'libbz2-1.0',
  lzma: 'liblzma5',
  zstd: 'libzstd1',
  gmp: 'libgmp10',
  atomic: 'libatomic1',
}

/** `-lNAME` in commands and makefiles, and what CMake is told to find. */
export function linkedLibraries(
  app: AppFiles,
  commands: readonly string[],
  dockerfile: Evidence,
): readonly LinkedLibrary[] {
  const texts = [
    ...commands.map(text => ({ text, file: dockerfile.file, at: dockerfile })),
    ...app
      .list()
      .filter(path => /(?:^|\/)(?:GNU)?[Mm]akefile(?:\.\w+)?$|\.mk$/.test(path))
      .map(path => ({ text: app.read(path) ?? '', file: path, at: undefined })),
  ]
  const flags = texts.flatMap(({ text, file, at }) =>
    [...text.matchAll(/(?<![\w-])-l([\w+.-]+)/g)].map(match => ({
      name: match[1] ?? '',
      evidence: at
        ? { ...at, fact: match[0] }
        : { file, range: rangeOf(text, match.index, match.index + match[0].length), fact: match[0] },
    })),
  )
  return [...flags, ...cmakeLibraries(app)]
}

const found: Readonly<Record<string, string>> = {
  threads: 'pthread',
  openssl: 'ssl',
  zlib: 'z',
  postgresql: 'pq',
  sqlite3: 'sqlite3',
  curl: 'curl',
  libxml2: 'xml2',
  openmp: 'gomp',
}

function cmakeLibraries(app: AppFiles): readonly LinkedLibrary[] {
  return app
    .list()
    .filter(path => /(?:^|\/)CMakeLists\.txt$|\.cmake$/.test(path))
    .flatMap(path => {
      const text = (app.read(path) ?? '').replaceAll(/#[^\n]*/g, piece => ' '.repeat(piece.length))
      return [
        ...text.matchAll(
          /\b(?:find_package|pkg_check_modules|pkg_search_module|find_library)\s*\(\s*([\w+-]+)[^)]*\)/gi,
        ),
      ].map(match => ({
        name: found[(match[1] ?? '').toLowerCase()] ?? `${match[1] ?? ''} of CMake`,
        evidence: {
          file: path,
          range: rangeOf(text, match.index, match.index + match[0].length),
          fact: match[0].replaceAll(/\s+/g, ' '),
        },
      }))
    })
}

/** What the libraries ask of the last stage; a library says that it is not known. */
export function neededPackages(
  libraries: readonly LinkedLibrary[],
): { readonly names: readonly string[]; readonly tls: boolean } | LinkedLibrary {
  const names = new Set<string>()
  let tls = false
  for (const each of libraries) {
    if (compilers.test(each.name)) continue
    if (openssl.test(each.name)) {
      tls = true
      continue
    }
    const name = packages[each.name]
    if (name === undefined) return each
    names.add(name)
  }
  return { names: [...names], tls }
}
