import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The licences of the packages of npm whose code is in a bundle.
 * @param modules the paths of what was bundled
 */
export function licencesOf(modules: readonly string[]): string {
  const folders = modules.flatMap(
    path =>
      /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(path.replace(/^\0/, ''))?.[1] ?? [],
  )
  return [...new Set(folders)]
    .sort()
    .map(licence)
    .join(`\n${'-'.repeat(80)}\n\n`)
}

/** Where a package has no such file, by the name that it gives. */
function licence(folder: string): string {
  const manifest: { name: string; version: string; license?: string; author?: unknown } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  const file = readdirSync(folder).find(each => /^licen[cs]e/i.test(each))
  const text =
    file === undefined
      ? `License: ${manifest.license ?? 'not told'}. Author: ${JSON.stringify(manifest.author ?? 'not told')}.`
      : readFileSync(join(folder, file), 'utf8').trim()
  return `${manifest.name} ${manifest.version}\n\n${text}\n`
}
