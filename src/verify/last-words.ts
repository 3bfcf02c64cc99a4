/** The end of what a program printed, for a message. */
export function lastWords(logs: { readonly stdout: string; readonly stderr: string }): string {
  const text = (logs.stderr.trim() || logs.stdout.trim()).split('\n').slice(-5).join('\n').slice(-600)
  return text === '' ? '; it printed nothing' : `; its last words:\n${text}`
}
