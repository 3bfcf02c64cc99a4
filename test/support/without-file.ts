import type { AppFiles } from '../../src/app/app-files.ts'

/** The same folder without one of its files. */
export function withoutFile(app: AppFiles, left: string): AppFiles {
  return {
    name: app.name,
    list: () => app.list().filter(path => path !== left),
    has: path => path !== left && app.has(path),
    read: path => (path === left ? undefined : app.read(path)),
    size: path => (path === left ? undefined : app.size(path)),
  }
}
