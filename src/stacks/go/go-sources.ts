import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { blankComments } from '../../app/blank-comments.ts'
import type { GoMod } from '../../app/go-mod.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'
import { placesOf as placesIn } from '../../model/places-of.ts'

/** One file of the program. */
export interface GoFile {
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

/** The packages of the module that a main package reaches, and what they import from outside it. */
export interface GoProgram {
  readonly files: readonly GoFile[]
  readonly imports: ReadonlySet<string>
  /** Import paths of other modules whose sources are not in the context. */
  readonly foreign: readonly string[]
}

/**
 * The Go files that a package reaches inside its module, its `vendor` folder
 * and the other modules that are here. `folder` is relative to the app's root. Build constraints are not evaluated: too many files are safer than too few.
 */
export function readProgram(
  app: AppFiles,
  mod: GoMod,
  folder: string,
  others: readonly GoMod[] = [],
): GoProgram {
  const byFolder = filesByFolder(app)
  const seen = new Set<string>()
  const queue = [clean(folder)]
  const files: GoFile[] = []
  const imports = new Set<string>()
  const foreign = new Set<string>()
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    for (const path of byFolder.get(next) ?? []) {
      const file = readGoFile(app, path)
      files.push(file)
      for (const name of file.imports) {
        imports.add(name)
        const inside = folderOf(name, [mod, ...others], byFolder)
        if (inside !== undefined) queue.push(inside)
        else if (isForeign(name)) foreign.add(name)
      }
    }
  }
  return { files, imports, foreign: [...foreign].sort() }
}

/** The folders, relative to the app's root, that hold a `package main`, below a module's folder. */
export function mainPackages(app: AppFiles, mod: GoMod): readonly string[] {
  const root = posix.dirname(mod.path)
  const found = new Set<string>()
  for (const [folder, paths] of filesByFolder(app)) {
    if (!isBelow(folder, root) || /(^|\/)(vendor|testdata|_[^/]*)(\/|$)/.test(folder)) continue
    if (paths.some(path => /^package\s+main\b/m.test(app.read(path) ?? ''))) found.add(folder)
  }
  return [...found].sort()
}

/** Every place where a pattern stands in the program, comments left out. */
export function placesOf(
  program: GoProgram,
  pattern: RegExp,
  fact: (match: RegExpExecArray) => string,
): readonly Evidence[] {
  const files = program.files.map(({ path, text }) => ({ path, code: blankComments(text) }))
  return placesIn(files, pattern, fact)
}

/** The first file that imports a package, with the place. */
export function importOf(program: GoProgram, name: string): Evidence | undefined {
  const file = program.files.find(each => each.imports.includes(name))
  if (!file) return undefined
  const at = file.text.indexOf(`"${name}"`)
  return { file: file.path, range: rangeOf(file.text, at, at + name.length + 2), fact: `imports ${name}` }
}

function readGoFile(app: AppFiles, path: string): GoFile {
  const text = app.read(path) ?? ''
  return { path, text, imports: importsOf(blankComments(text)) }
}

function importsOf(code: string): readonly string[] {
  const head = code.slice(0, /^(?:func|type|var|const)\b/m.exec(code)?.index)
  const blocks = [...head.matchAll(/\bimport\s*\(([^)]*)\)/g)].map(match => match[1] ?? '')
  const singles = [...head.matchAll(/\bimport\s+(?:[\w.]+\s+)?["`][^"`]+["`]/g)].map(match => match[0])
  return [...blocks, ...singles].flatMap(each =>
    [...each.matchAll(/["`]([^"`]+)["`]/g)].map(match => match[1] ?? ''),
  )
}

function filesByFolder(app: AppFiles): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const path of app.list()) {
    if (!path.endsWith('.go') || path.endsWith('_test.go')) continue
    const folder = posix.dirname(path)
    const ignored = /^\/\/(?:go:build|\s*\+build)\s+ignore\s*$/m.test(app.read(path) ?? '')
    if (!ignored) found.set(folder, [...(found.get(folder) ?? []), path])
  }
  return found
}

function folderOf(
  name: string,
  mods: readonly GoMod[],
  byFolder: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  for (const mod of mods) {
    const root = posix.dirname(mod.path)
    if (name === mod.module) return root
    if (name.startsWith(`${mod.module}/`)) return posix.join(root, name.slice(mod.module.length + 1))
    const vendored = posix.join(root, 'vendor', name)
    if (byFolder.has(vendored)) return vendored
  }
  return undefined
}

/** Packages of the standard library have no dot in their first part. */
const isForeign = (name: string) => name !== 'C' && (name.split('/')[0] ?? '').includes('.')

const clean = (folder: string) => posix.normalize(folder).replace(/(.)\/$/, '$1')

const isBelow = (folder: string, root: string) =>
  root === '.' || folder === root || folder.startsWith(`${root}/`)
