import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type GoMod, readGoMod } from '../../app/go-mod.ts'

/** The go.work that a module belongs to, the nearest above it; undefined for none. */
export function workspaceOf(app: AppFiles, mod: GoMod): string | undefined {
  for (let folder = posix.dirname(mod.path); ; folder = posix.dirname(folder)) {
    const path = posix.join(folder, 'go.work')
    if (app.has(path) && usedFolders(app, path).includes(posix.dirname(mod.path))) return path
    if (folder === '.') return undefined
  }
}

/** The folders that a go.work names. Grammar: https://go.dev/ref/mod#go-work-file-grammar. */
function usedFolders(app: AppFiles, path: string): readonly string[] {
  const text = (app.read(path) ?? '').replaceAll(/\/\/[^\n]*/g, '')
  const blocks = [...text.matchAll(/^use\s*\(([^)]*)\)/gm)].flatMap(match => (match[1] ?? '').split(/\s+/))
  const lines = [...text.matchAll(/^use\s+([^\s(]+)/gm)].map(match => match[1] ?? '')
  return [...blocks, ...lines]
    .filter(name => name !== '')
    .map(name =>
      posix.join(posix.dirname(path), name.replace(/^["`](.*)["`]$/, '$1')).replace(/(.)\/$/, '$1'),
    )
}

/** The modules of the go.work at the root; undefined where there is none, or one of them lies elsewhere. */
export function workspaceModules(app: AppFiles): readonly GoMod[] | undefined {
  const mods = usedFolders(app, 'go.work').map(folder => readGoMod(app, posix.join(folder, 'go.mod')))
  const found = mods.filter(each => each !== undefined)
  return found.length > 0 && found.length === mods.length ? found : undefined
}

/** Other modules whose sources are in the folder: those of the workspace, and those that `replace` leads to. */
export function localModules(app: AppFiles, mod: GoMod): readonly GoMod[] {
  const workspace = workspaceOf(app, mod)
  const replaced = mod.localReplaces.map(({ path }) => posix.join(posix.dirname(mod.path), path))
  const folders = [...(workspace === undefined ? [] : usedFolders(app, workspace)), ...replaced]
  return [...new Set(folders)].flatMap(folder => {
    const found = readGoMod(app, posix.join(folder, 'go.mod'))
    return found && found.path !== mod.path ? [found] : []
  })
}

/** One module that requires what it and its local ones require, the local ones themselves left out. */
export function withLocalModules(mod: GoMod, others: readonly GoMod[]): GoMod {
  const local = new Set(others.map(({ module }) => module))
  const requires = [mod, ...others].flatMap(each => each.requires)
  return { ...mod, requires: requires.filter(({ module }) => !local.has(module) && module !== mod.module) }
}
