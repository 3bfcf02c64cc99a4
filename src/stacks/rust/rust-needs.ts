import type { AppFiles } from '../../app/app-files.ts'
import { blankComments } from '../../app/blank-comments.ts'
import type { Evidence } from '../../model/change.ts'
import type { CopiedFile } from '../../model/context-copies.ts'
import { placesOf, type SourceText } from '../../model/places-of.ts'
import { type FileNeeds, namedFiles } from '../../model/program-files.ts'
import type { CargoManifest } from './cargo-manifest.ts'

/** What a Rust program asks of the system around it while it runs, as its sources say. */
export interface RustNeeds extends FileNeeds {
  /** A place that starts another program or loads a library by name. */
  readonly programs: Evidence | undefined
  /** Users, time zones, /tmp or certificates: what scratch lacks and distroless static has. */
  readonly skeleton: Evidence | undefined
  /** A place that shows a backtrace, which needs the symbols. */
  readonly symbols: Evidence | undefined
  /** True where files are found by names that no source writes: by a framework, or beside the sources. */
  readonly byConvention: boolean
}

const literal = '\\s*(?:relative!\\(\\s*)?"([^"\\\\\\n]*)"'
const reads = [
  'fs::(?:read|read_to_string|read_dir|metadata|canonicalize)',
  '(?:File|NamedFile)::open(?:_async)?',
  '(?:ServeDir|ServeFile|FileServer|StaticFiles|Tera)::(?:new|from)',
  'warp::fs::(?:dir|file)',
  'register_templates?_(?:directory|file)',
  'path_loader|log4rs::init_file|dotenvy?::from_(?:path|filename)',
].join('|')
const readCall = new RegExp(`\\b(?:${reads})\\((?:${literal})?`)
const named = [
  new RegExp(`\\b(?:Path::new|PathBuf::from)\\(${literal}`),
  // The second argument: the first is the path in the address.
  new RegExp(`\\bFiles::new\\(\\s*"[^"]*"\\s*,${literal}`),
]

/** Crates that find files by names of their own: settings, templates, translations. */
const findsFiles =
  /^(?:rocket(?:_dyn_templates)?|config|log4rs|loco-rs|leptos|figment|rust-i18n|fluent-templates)$/

/** Of these the ones that choose the names themselves; the others are told them by the program. */
const choosesNames = /^(?:rocket(?:_dyn_templates)?|loco-rs|leptos)$/

/** The sources of the packages, test modules left out. */
export const rustSources = (
  app: AppFiles,
  crates: readonly CargoManifest[],
): readonly { readonly path: string; readonly text: string }[] =>
  sourcesOf(app, crates).map(({ path, code }) => ({ path, text: code }))

/** Reads the sources of the packages that make up the program; test modules are left out. */
export function readRustNeeds(
  app: AppFiles,
  crates: readonly CargoManifest[],
  original: readonly CopiedFile[],
  workdir: string,
): RustNeeds {
  const files = sourcesOf(app, crates)
  const first = (pattern: RegExp, fact: string) => placesOf(files, pattern, () => fact)[0]
  const calls = placesOf(files, readCall, match => match[1] ?? '')
  const named_ = named.flatMap(pattern => placesOf(files, pattern, match => match[1] ?? ''))
  const dotenv = placesOf(files, /\bdotenvy?(?:::dotenv)?\(\)/, () => '.env')
  const computed = calls.find(each => each.fact === '')
  const convention = crates
    .flatMap(({ path, entries }) => entries.map(each => ({ ...each, path })))
    .find(({ table, key }) => table.endsWith('dependencies') && findsFiles.test(key))
  return {
    ...namedFiles(
      [...calls, ...named_, ...dotenv].filter(each => each.fact !== ''),
      original,
      workdir,
    ),
    computed: computed
      ? { ...computed, fact: 'reads a file whose name is computed' }
      : (first(/\benv!\(\s*"CARGO_MANIFEST_DIR"/, 'reads files beside its sources') ??
        (convention && {
          file: convention.path,
          range: convention.range,
          fact: `uses ${convention.key}, which finds files by itself`,
        })),
    byConvention:
      first(/\benv!\(\s*"CARGO_MANIFEST_DIR"/, '') !== undefined ||
      crates.some(({ entries }) =>
        entries.some(({ table, key }) => table.endsWith('dependencies') && choosesNames.test(key)),
      ),
    programs:
      first(/\bprocess::(?:\{[^}]*\bCommand\b|Command\b)/, 'starts another program') ??
      first(/\b(?:libloading|dlopen2?)::|\blibc::dlopen\b/, 'loads a library by name'),
    skeleton:
      first(/\btemp_dir\(|"\/tmp\b|\btempfile::/, 'uses /tmp') ??
      first(/\bhome_dir\(|\bget_user_by|\bgetpwnam/, 'asks for its user') ??
      first(/\/usr\/share\/zoneinfo|\bLocal::now\(/, 'asks for the time zone'),
    symbols: first(/\bBacktrace::(?:force_)?capture\(|\bcolor_eyre::install\(/, 'shows a backtrace'),
  }
}

function sourcesOf(app: AppFiles, crates: readonly CargoManifest[]): readonly SourceText[] {
  const others = crates.map(each => each.folder)
  return app.list().flatMap(path => {
    const inside = others.some(folder => path.startsWith(folder === '.' ? 'src/' : `${folder}/src/`))
    if (!inside || !path.endsWith('.rs')) return []
    const code = blankComments(app.read(path) ?? '')
    return [{ path, code: code.replace(/#\[cfg\(test\)\]\s*mod\s+\w+\s*\{[\s\S]*$/, '') }]
  })
}
