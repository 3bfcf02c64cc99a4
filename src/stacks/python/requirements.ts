import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'

/** A package that the app depends on, in the normalised form of its name, with the place that names it. */
export interface PythonDependency {
  readonly name: string
  readonly extras: string
  readonly evidence: Evidence
}

const patterns: readonly { readonly file: RegExp; readonly entry: RegExp }[] = [
  { file: /^requirements[\w./-]*\.(?:txt|in)$/, entry: /^([A-Za-z][\w.-]*)(\[[\w, -]*\])?/gm },
  { file: /^(?:poetry|pdm|uv)\.lock$/, entry: /^name\s*=\s*"([A-Za-z][\w.-]*)"/gm },
  { file: /^Pipfile\.lock$/, entry: /^ {8}"([A-Za-z][\w.-]*)": \{/gm },
  { file: /^pyproject\.toml$/, entry: /^\s*"([A-Za-z][\w.-]*)(\[[\w, -]*\])?\s*(?:[=<>~!;@][^"]*)?"/gm },
  { file: /^pyproject\.toml$/, entry: /^([A-Za-z][\w.-]*)\s*=\s*(?:"[\^~=<>*\d]|\{[^}\n]*version)/gm },
]

/** What the manifests and lock files at a folder name. Read as text; a name too many does no harm. */
export function pythonDependencies(app: AppFiles, folder = '.'): readonly PythonDependency[] {
  return app.list().flatMap(path => {
    // Paths of the context are relative already; resolving thousands of them takes time.
    const relative = folder === '.' ? path : posix.relative(folder, path)
    return patterns
      .filter(({ file }) => file.test(relative))
      .flatMap(({ entry }) => {
        const text = shipped(app.read(path) ?? '')
        return [...text.matchAll(entry)].map(match => ({
          name: (match[1] ?? '').toLowerCase().replaceAll(/[-_.]+/g, '-'),
          extras: match[2] ?? '',
          evidence: {
            file: path,
            range: rangeOf(text, match.index, match.index + match[0].length),
            fact: match[0].trim(),
          },
        }))
      })
  })
}

/** A lock file of Poetry or Pipenv without the packages of its development groups, which no image installs for the app to use. */
function shipped(text: string): string {
  return text
    .replace(/^ {4}"develop": \{[\s\S]*/m, block => block.replaceAll(/[^\n]/g, ' '))
    .replace(/^\[\[package\]\]\n(?:(?!\[\[package\]\]|\[metadata).*\n)*/gm, block =>
      /^category = "dev"$/m.test(block) || /^groups = \[(?!.*"main")/m.test(block)
        ? block.replaceAll(/[^\n]/g, ' ')
        : block,
    )
}

/** Packages built against the system's libraries, with the one that they load while they run. */
const loads: Readonly<Record<string, string>> = {
  psycopg2: 'libpq5',
  psycopg: 'libpq5',
  mysqlclient: 'libmariadb3',
  gitpython: 'git',
  lightgbm: 'libgomp1',
}

/** Packages of which it is not known what of the full image they load. */
const unclear =
  /^(?:uwsgi|mod-wsgi|pycurl|python-ldap|pyodbc|gdal|xmlsec|pygraphviz|python-magic|pyicu|cartopy|mpi4py|pygobject|pycairo|dbus-python|m2crypto|wand|cairosvg|weasyprint|pyzbar|pytesseract|tables)$/

/** What the packages need of the system where they were built on the full image; a place says why that is not known. */
export function librariesOf(
  dependencies: readonly PythonDependency[],
): readonly { readonly name: string; readonly evidence: Evidence }[] | Evidence {
  const bad = dependencies.find(({ name }) => unclear.test(name))
  if (bad) return { ...bad.evidence, fact: `${bad.name} loads libraries of the system` }
  const found = new Map<string, Evidence>()
  for (const { name, extras, evidence } of dependencies) {
    const library = /binary/.test(extras) ? undefined : loads[name]
    if (library !== undefined && !found.has(library)) found.set(library, evidence)
  }
  return [...found].map(([name, evidence]) => ({ name, evidence }))
}

/** True where a requirements file names only packages of an index, so that it can be installed without the sources. */
export function standsAlone(app: AppFiles, path: string): boolean {
  const text = app.read(path)
  return (
    text !== undefined &&
    !/^\s*(?:-[ercf]\b|--(?!hash|index-url|extra-index-url)|\.|\/|file:)|@\s*(?:file:|\.)/m.test(text)
  )
}
