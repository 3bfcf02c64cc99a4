import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'

/** What creates or changes a file. */
const writer =
  /\b(?:file_put_contents|move_uploaded_file|mkdir|touch)\s*\(|\bfopen\s*\([^;]*,\s*["'][waxc]|\bSQLite3\s*\(|["']sqlite:/i

/** `__DIR__ . '/../data/visits.json'`, or the same as `dirname(__FILE__)`. */
const place = /(?:__DIR__|dirname\(\s*__FILE__\s*\))\s*\.\s*["']\/([\w./-]+)["']/g

/**
 * Folders of the app, without programs in them, that a source which writes files names: files that are copied belong to
 * root, and Apache's workers are www-data.
 */
export function writtenFolders(app: AppFiles): readonly string[] {
  const found = new Set<string>()
  for (const file of app.list()) {
    if (!file.endsWith('.php') || /(?:^|\/)(?:vendor|tests?)\//.test(file)) continue
    const text = app.read(file) ?? ''
    if (!writer.test(text)) continue
    for (const match of text.matchAll(place)) {
      const path = posix.join(posix.dirname(file), match[1] ?? '').replace(/\/$/, '')
      const folder = isData(app, path) ? path : posix.dirname(path)
      if (isData(app, folder)) found.add(folder)
    }
  }
  return [...found].sort()
}

function isData(app: AppFiles, folder: string): boolean {
  const files = app.list().filter(path => path.startsWith(`${folder}/`))
  return files.length > 0 && !files.some(path => path.endsWith('.php'))
}
