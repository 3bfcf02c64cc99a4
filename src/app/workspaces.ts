import { posix } from 'node:path'
import type { AppFiles } from './app-files.ts'
import { type PackageJson, readPackageJson } from './package-json.ts'

/**
 * The packages of a workspace: those whose folder a pattern of the root's package.json, or of pnpm-workspace.yaml,
 * names. Empty where there is none. Installed packages are never among them.
 * @param root the folder that holds the workspace, `.` for the app's own
 */
export function workspacePackages(app: AppFiles, root: PackageJson): readonly PackageJson[] {
  const folder = posix.dirname(root.path)
  const patterns = [
    ...root.workspaces,
    ...pnpmPatterns(app.read(posix.join(folder, 'pnpm-workspace.yaml')) ?? ''),
  ]
  if (patterns.length === 0) return []
  const wanted = patterns.filter(each => !each.startsWith('!')).map(matcher)
  const unwanted = patterns.filter(each => each.startsWith('!')).map(each => matcher(each.slice(1)))
  return app.list().flatMap(path => {
    if (posix.basename(path) !== 'package.json' || path === root.path) return []
    const below = posix.relative(folder, posix.dirname(path))
    const member = wanted.some(test => test(below)) && !unwanted.some(test => test(below))
    return (member ? readPackageJson(app, path) : undefined) ?? []
  })
}

/** The list below `packages:`; anything else of the file is settings. */
function pnpmPatterns(text: string): readonly string[] {
  const list = /^packages:[ \t]*\n((?:[ \t]*(?:-.*|#.*)?\n)*(?:[ \t]*-.*)?)/m.exec(`${text}\n`)?.[1] ?? ''
  return list.split('\n').flatMap(line => /^\s*-\s*["']?([^"'#]+?)["']?\s*(?:#.*)?$/.exec(line)?.[1] ?? [])
}

function matcher(pattern: string): (folder: string) => boolean {
  const source = posix
    .normalize(pattern)
    .replace(/\/$/, '')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('\0', '.*')
  const test = new RegExp(`^${source}$`)
  return folder => test.test(folder)
}
