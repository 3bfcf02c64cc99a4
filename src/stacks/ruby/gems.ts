import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'

/** A gem that the app is made of, with the place that names it. */
export interface Gem {
  readonly name: string
  readonly evidence: Evidence
}

/** The gems of Gemfile.lock, or where there is none those that the Gemfile names. */
export function gemsOf(app: AppFiles, folder: string): readonly Gem[] {
  const at = (name: string) => (folder === '.' ? name : `${folder}/${name}`)
  const lock = app.read(at('Gemfile.lock'))
  const text = lock ?? app.read(at('Gemfile')) ?? ''
  const file = at(lock === undefined ? 'Gemfile' : 'Gemfile.lock')
  const entry = lock === undefined ? /^\s*gem\s*\(?\s*["']([\w.-]+)["']/gm : /^ {4}([\w.-]+) \([^)\n]*\)/gm
  return [...text.matchAll(entry)].map(match => ({
    name: match[1] ?? '',
    evidence: {
      file,
      range: rangeOf(text, match.index, match.index + match[0].length),
      fact: match[0].trim(),
    },
  }))
}

/** Gems that load a library, or start a program, of the system which the slim image lacks, by Debian's package. */
const loads: Readonly<Record<string, string>> = {
  pg: 'libpq5',
  mysql2: 'libmariadb3',
  sqlite3: 'libsqlite3-0',
  mini_magick: 'imagemagick',
  'ruby-vips': 'libvips42',
  curb: 'libcurl4',
  'libxml-ruby': 'libxml2',
  git: 'git',
}

/** Gems of which it is not known what of the full image they load. */
const unclear =
  /^(?:rmagick|charlock_holmes|rugged|gdal|tiny_tds|ruby-oci8|ruby-ldap|ruby-filemagic|zookeeper|therubyracer|snappy|wkhtmltopdf-binary|wicked_pdf|pdfkit|grover|ferrum|cuprite|capybara-webkit|rtesseract|streamio-ffmpeg|taglib-ruby|icu|opencv|magic|openscap|ruby-odbc)$/

/** What the gems need that the full image has and the slim one has not; a place says why that is not known. */
export function librariesOf(gems: readonly Gem[]): readonly (Gem & { readonly library: string })[] | Gem {
  const bad = gems.find(({ name }) => unclear.test(name))
  if (bad) return bad
  return gems.flatMap(gem => {
    const library = loads[gem.name]
    return library === undefined ? [] : [{ ...gem, library }]
  })
}

/** The gem by which `assets:precompile` bundles packages of Node; undefined where there is none. */
export const bundlerGem = (gems: readonly Gem[]): Gem | undefined =>
  gems.find(({ name }) =>
    /^(?:jsbundling-rails|cssbundling-rails|vite_ruby|shakapacker|webpacker)$/.test(name),
  )

/** The release of a gem as the lock file has it, as a number: 7.1 for 7.1.3; undefined where there is no lock file. */
export function releaseOf(gems: readonly Gem[], name: string): number | undefined {
  const version = /\((\d+\.\d+)/.exec(gems.find(gem => gem.name === name)?.evidence.fact ?? '')?.[1]
  return version === undefined ? undefined : Number(version)
}
