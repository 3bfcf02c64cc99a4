/** `path` in `directory`, without `.` and `..`; a `/` at the end stays. */
export function resolvePath(directory: string, path: string): string {
  // Most paths are written as they resolve.
  if (path.startsWith('/') && !/\/\/|\/\.{1,2}(?:\/|$)/.test(path)) return path
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const resolved = `/${parts.join('/')}`
  const directoryMeant = /(^|\/)\.{0,2}$/.test(path)
  return directoryMeant && resolved !== '/' ? `${resolved}/` : resolved
}
