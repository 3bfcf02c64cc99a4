import type { ShellCommand } from '../shell/script.ts'

/** The packages that one command installs. */
export interface SystemInstall {
  readonly packages: readonly string[]
  /** Named by `--virtual`, and so removed by that name later. */
  readonly virtual: string | undefined
  readonly recommends: boolean
}

/** Reads `apt-get install` and `apk add`; a string says what of it is not understood; undefined for anything else. */
export function systemInstall(command: ShellCommand): SystemInstall | string | undefined {
  const words = command.words.map(word => word.value ?? word.raw)
  const [program = '', ...rest] = words
  const verb = rest.find(word => !word.startsWith('-'))
  const apt = /^apt(?:-get)?$/.test(program) && verb === 'install'
  const apk = program === 'apk' && verb === 'add'
  if (!apt && !apk) return undefined
  const flags = rest.filter(word => word.startsWith('-'))
  const odd = flags.find(flag => (apt ? /^(?:-t|-o|--target)/ : /^(?:-X|--repository|--allow)/).test(flag))
  if (odd !== undefined) return `${program} ${odd} installs from elsewhere`
  const at = rest.findIndex(word => word === '--virtual' || word === '-t')
  const virtual = apk && at >= 0 ? rest[at + 1] : undefined
  const packages = rest.filter(
    (word, index) => !word.startsWith('-') && word !== verb && !(virtual !== undefined && index === at + 1),
  )
  const unclear = packages.find(name => /[$*`/]/.test(name))
  if (unclear !== undefined) return `which package ${unclear} is cannot be told`
  return {
    packages,
    virtual: virtual ?? flags.map(flag => /^--virtual=(.+)$/.exec(flag)?.[1]).find(Boolean),
    recommends: apt && !flags.includes('--no-install-recommends'),
  }
}

/** Compilers and what only they need. */
const compilers =
  /^(?:build-essential|build-base|gcc|g\+\+|cpp|clang|make|cmake|ninja(?:-build|-is-really-ninja)?|pkg-config|pkgconf|autoconf|automake|libtool|binutils|patch|gfortran|rustc|cargo|rust|python3?-dev|ruby(?:[\d.]*)-dev|python3-pip|py3-pip|musl-dev|libc6?-dev|linux-headers|swig|bison|flex)(?:=.*)?$/

/** Headers whose library is known under the same name in every release in use. */
const libraries: Readonly<Record<'debian' | 'alpine', Readonly<Record<string, string>>>> = {
  debian: {
    'libpq-dev': 'libpq5',
    'default-libmysqlclient-dev': 'libmariadb3',
    'libmariadb-dev': 'libmariadb3',
    'libmariadb-dev-compat': 'libmariadb3',
    'libffi-dev': 'libffi8',
    'libssl-dev': '',
    'zlib1g-dev': '',
    'libxslt1-dev': 'libxslt1.1',
    'libjpeg-dev': 'libjpeg62-turbo',
    'libjpeg62-turbo-dev': 'libjpeg62-turbo',
    'libcairo2-dev': 'libcairo2',
  },
  alpine: {
    'postgresql-dev': 'libpq',
    'libpq-dev': 'libpq',
    'mariadb-dev': 'mariadb-connector-c',
    'mariadb-connector-c-dev': 'mariadb-connector-c',
    'libffi-dev': 'libffi',
    'openssl-dev': '',
    'zlib-dev': '',
    'libxml2-dev': 'libxml2',
    'libxslt-dev': 'libxslt',
    'jpeg-dev': 'libjpeg-turbo',
    'libjpeg-turbo-dev': 'libjpeg-turbo',
  },
}

/**
 * What of a package has to be in the last stage: nothing for a compiler, the library for known headers, and the package
 * itself for everything else, unknown headers included.
 */
export function atRunTime(name: string, family: 'debian' | 'alpine'): readonly string[] {
  if (family === 'alpine' && /^(?:build-base|g\+\+)$/.test(name)) return ['libstdc++']
  if (compilers.test(name)) return []
  const library = libraries[family][name]
  if (library === undefined) return [name]
  return library === '' ? [] : [library]
}

/** The instruction that installs packages in the last stage, in the manner of the author. */
export function installText(
  family: 'debian' | 'alpine',
  packages: readonly string[],
  recommends: boolean,
): readonly string[] {
  if (packages.length === 0) return []
  const names = packages.join(' ')
  if (family === 'alpine') return [`RUN apk add --no-cache ${names}`]
  const flags = recommends ? '-y' : '-y --no-install-recommends'
  return [
    `RUN apt-get update \\\n    && apt-get install ${flags} ${names} \\\n    && rm -rf /var/lib/apt/lists/*`,
  ]
}
