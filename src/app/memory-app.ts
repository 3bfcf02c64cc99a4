import type { AppFiles } from './app-files.ts'

/** An app folder held in memory, for tests and for candidates that were not written. */
export function memoryApp(files: Readonly<Record<string, string>>, name = 'app'): AppFiles {
  const byPath = new Map(Object.entries(files))
  const paths = [...byPath.keys()].sort()
  return {
    name,
    list: () => paths,
    has: path => byPath.has(path),
    read: path => byPath.get(path),
    size: path => {
      const text = byPath.get(path)
      return text === undefined ? undefined : Buffer.byteLength(text)
    },
  }
}

/** The same folder with some files added or replaced. */
export function withFiles(app: AppFiles, files: Readonly<Record<string, string>>): AppFiles {
  if (Object.keys(files).length === 0) return app
  const above = memoryApp(files, app.name)
  const paths = [...new Set([...app.list(), ...above.list()])].sort()
  return {
    name: app.name,
    list: () => paths,
    has: path => above.has(path) || app.has(path),
    read: path => above.read(path) ?? app.read(path),
    size: path => above.size(path) ?? app.size(path),
  }
}
