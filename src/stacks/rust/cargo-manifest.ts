import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { stringsOf, type TomlEntry, tomlEntries } from '../../app/toml-entries.ts'
import type { Evidence } from '../../model/change.ts'

/** A Cargo.toml: a package, a workspace, or both. */
export interface CargoManifest {
  readonly path: string
  /** Its folder in the context, `.` for the root. */
  readonly folder: string
  readonly entries: readonly TomlEntry[]
  /** Undefined for a workspace without a package of its own. */
  readonly name: string | undefined
  readonly isWorkspace: boolean
  /** Names of the programs that the package builds. */
  readonly programs: readonly string[]
}

/** Reads a Cargo.toml (https://doc.rust-lang.org/cargo/reference/manifest.html); undefined where it is neither. */
function readCargo(app: AppFiles, path: string): CargoManifest | undefined {
  const text = app.read(path)
  if (text === undefined) return undefined
  const entries = tomlEntries(text)
  const folder = posix.dirname(path)
  const name = entries.find(each => each.table === 'package' && each.key === 'name')?.text
  const isWorkspace = /^\s*\[workspace(?:\.[\w.-]+)?\]/m.test(text)
  if (name === undefined && !isWorkspace) return undefined
  const programs = name === undefined ? [] : programsOf(app, folder, name, entries)
  return { path, folder, entries, name, isWorkspace, programs }
}

/** `[[bin]]`, `src/main.rs` and `src/bin/`, as Cargo finds them. */
function programsOf(app: AppFiles, folder: string, name: string, entries: readonly TomlEntry[]) {
  const named = entries.flatMap(each =>
    each.table === 'bin' && each.key === 'name' ? [each.text ?? ''] : [],
  )
  const claimed = entries.some(each => each.table === 'bin' && each.text === 'src/main.rs')
  const main = app.has(posix.join(folder, 'src/main.rs')) && !claimed ? [name] : []
  const bin = `${posix.join(folder, 'src/bin')}/`
  const found = app.list().flatMap(path => {
    const match = path.startsWith(bin) ? /^(\w[\w-]*)(?:\.rs|\/main\.rs)$/.exec(path.slice(bin.length)) : null
    return match?.[1] === undefined ? [] : [match[1]]
  })
  return [...new Set([...main, ...named, ...found])]
}

/** Every manifest of the folder that is not a test's or an example's. */
export function cargoManifests(app: AppFiles): readonly CargoManifest[] {
  return app.list().flatMap(path => {
    const wanted =
      posix.basename(path) === 'Cargo.toml' &&
      !/(?:^|\/)(?:target|vendor|tests|examples|benches)\//.test(path)
    const manifest = wanted ? readCargo(app, path) : undefined
    return manifest ? [manifest] : []
  })
}

/** A package with those of the same folder that it depends on, through `path`. */
export function withLocalCrates(
  manifest: CargoManifest,
  all: readonly CargoManifest[],
  root: CargoManifest,
): readonly CargoManifest[] {
  const found: CargoManifest[] = []
  const queue = [manifest]
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (found.includes(next)) continue
    found.push(next)
    for (const folder of localFolders(next, root)) {
      const crate = all.find(each => each.folder === folder)
      if (crate) queue.push(crate)
    }
  }
  return found
}

function localFolders(manifest: CargoManifest, root: CargoManifest): readonly string[] {
  const shared = new Map(
    dependencyPaths(root.entries, 'workspace.dependencies').map(each => [each.name, each.path] as const),
  )
  const own = dependencyPaths(manifest.entries, 'dependencies').map(each =>
    posix.join(manifest.folder, each.path),
  )
  const inherited = dependencyNames(manifest.entries).flatMap(name => {
    const path = shared.get(name)
    return path === undefined ? [] : [posix.join(root.folder, path)]
  })
  return [...own, ...inherited]
}

function dependencyPaths(entries: readonly TomlEntry[], table: string) {
  return entries.flatMap(each => {
    const inline = each.table === table ? /\bpath\s*=\s*"([^"]+)"/.exec(each.raw)?.[1] : undefined
    if (inline !== undefined) return [{ name: each.key, path: inline }]
    const own = each.table.startsWith(`${table}.`) && each.key === 'path' ? each.text : undefined
    return own === undefined ? [] : [{ name: each.table.slice(table.length + 1), path: own }]
  })
}

/** Names in `[dependencies]`, those of `[target.….dependencies]` too. */
export function dependencyNames(entries: readonly TomlEntry[]): readonly string[] {
  return entries.flatMap(({ table, key }) => {
    if (/^(?:target\..*\.)?dependencies$/.test(table)) return [key.replace(/\.workspace$/, '')]
    const own = /^(?:target\..*\.)?dependencies\.([\w-]+)$/.exec(table)?.[1]
    return own === undefined ? [] : [own]
  })
}

/** The members that a workspace lists, as folders; globs are matched. */
export function isMember(root: CargoManifest, manifest: CargoManifest): boolean {
  if (manifest.path === root.path) return true
  const raw = root.entries.find(each => each.table === 'workspace' && each.key === 'members')?.raw ?? ''
  const relative = posix.relative(root.folder, manifest.folder)
  return stringsOf(raw).some(pattern => {
    const parts = posix.normalize(pattern).replace(/\/$/, '').split('/')
    const there = relative.split('/')
    return parts.length === there.length && parts.every((part, at) => part === '*' || part === there[at])
  })
}

/** The entry that names a package, as evidence. */
export function nameEvidence({ path, entries, name }: CargoManifest): Evidence {
  const entry = entries.find(each => each.table === 'package' && each.key === 'name')
  return {
    file: path,
    ...(entry ? { range: entry.range } : {}),
    fact: name ? `package ${name}` : 'a workspace',
  }
}
