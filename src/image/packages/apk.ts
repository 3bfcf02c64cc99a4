import type { InstalledPackage, PackageDatabase, PackageFiles } from './package-database.ts'

const places = ['/usr/lib/apk/db/installed', '/lib/apk/db/installed']

/**
 * Reads apk's database: paragraphs of `K:value`, where F names a directory and each R after it a file in it.
 * Undefined where there is none. Format: apk_package(5) and apk-tools' src/database.c.
 */
export const readApk = (files: PackageFiles): PackageDatabase | undefined => {
  const path = places.find(place => files.text(place) !== undefined)
  if (path === undefined) return undefined
  const packages = (files.text(path) ?? '')
    .split(/\n\n+/)
    .map(readParagraph)
    .filter(found => found.name !== '')
  return { manager: 'apk', packages, diversions: new Map(), sources: [path] }
}

const readParagraph = (paragraph: string): InstalledPackage => {
  let name = ''
  let version = ''
  let architecture = ''
  let origin = ''
  let directory = ''
  const files: string[] = []
  for (const line of paragraph.split('\n')) {
    const value = line.slice(2)
    if (line.startsWith('P:')) name = value
    else if (line.startsWith('V:')) version = value
    else if (line.startsWith('A:')) architecture = value
    else if (line.startsWith('o:')) origin = value
    else if (line.startsWith('F:')) directory = value === '' ? '' : `/${value}`
    else if (line.startsWith('R:')) files.push(`${directory}/${value}`)
  }
  return {
    name,
    version,
    architecture,
    ...(origin === '' || origin === name ? {} : { source: origin }),
    files,
  }
}
