/** `path` in `directory`, without `.` and `..`; a `/` at the end stays. */
export function resolvePath(directory: string, path: string): string {
  const whole = path.startsWith('/') ? path : directory === '/' ? `/${path}` : `${directory}/${path}`
  // Most paths are written as they resolve.
  if (whole.startsWith('/') && !/\/\/|\/\.{1,2}(?:\/|$)/.test(whole)) return whole
  const parts: string[] = []
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const resolved = `/${parts.join('/')}`
  const directoryMeant = /(^|\/)\.{0,2}$/.test(path)
  return directoryMeant && resolved !== '/' ? `${resolved}/` : resolved
}
