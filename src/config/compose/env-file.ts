/**
 * Reads an env file as Compose does: `NAME=value` lines, `export`, comments, quotes. In double quotes `\n` is a line
 * break. Variables in values are left as they stand.
 */
export function parseEnvFile(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*)$/.exec(line)
    if (match?.[1] !== undefined) values[match[1]] = valueOf(match[2] ?? '')
  }
  return values
}

function valueOf(raw: string): string {
  const quoted = /^(["'])((?:\\.|(?!\1).)*)\1/.exec(raw)
  if (quoted?.[1] === "'") return quoted[2] ?? ''
  if (quoted) return (quoted[2] ?? '').replaceAll('\\n', '\n').replaceAll(/\\(["\\])/g, '$1')
  return raw.replace(/\s+#.*$/, '').trim()
}
