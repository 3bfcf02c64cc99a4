import type { AppFiles } from './app-files.ts'

/** A folder of the app as an app of its own; `.` is the app itself. */
export function withinFolder(app: AppFiles, folder: string): AppFiles {
  if (folder === '.') return app
  const lead = `${folder}/`
  return {
    name: app.name,
    list: () => app.list().flatMap(path => (path.startsWith(lead) ? [path.slice(lead.length)] : [])),
    has: path => app.has(lead + path),
    read: path => app.read(lead + path),
    size: path => app.size(lead + path),
  }
}
