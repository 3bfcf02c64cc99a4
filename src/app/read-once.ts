import type { AppFiles } from './app-files.ts'

/** Characters that are kept at most, so that memory does not grow with the folder. */
const mostKept = 50_000_000

/** The same folder, whose files are read once each: every stack asks for the same manifests, ignore files and sources. */
export function readOnce(app: AppFiles): AppFiles {
  const texts = new Map<string, string | undefined>()
  let kept = 0
  return {
    ...app,
    read: path => {
      if (texts.has(path)) return texts.get(path)
      const text = app.read(path)
      kept += text?.length ?? 0
      if (kept <= mostKept) texts.set(path, text)
      return text
    },
  }
}
