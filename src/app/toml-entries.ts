import type { Range } from '../dockerfile/source.ts'

/** A `key = value` of a TOML file. */
export interface TomlEntry {
  /** The table's name as written: `package`, `bin`, `dependencies.tokio`; empty at the top. */
  readonly table: string
  /** Which table of the file it stands in, counted from 0; tells the elements of `[[bin]]` apart. */
  readonly index: number
  readonly key: string
  /** As written, over several lines where a bracket stays open. */
  readonly raw: string
  /** The text of a plain string; undefined for any other value. */
  readonly text: string | undefined
  readonly range: Range
}

/**
 * The entries of a TOML file with their places: what manifests and lock files need, no more. Keys with dots and quotes
 * are kept as written, values are not read beyond plain strings, and what is no TOML is passed over.
 */
export function tomlEntries(source: string): readonly TomlEntry[] {
  const found: TomlEntry[] = []
  const lines = source.split('\n')
  let table = ''
  let index = 0
  let offset = 0
  for (let at = 0; at < lines.length; at++) {
    const first = at
    const start = offset
    let line = lines[at] ?? ''
    offset += line.length + 1
    const header = /^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$/.exec(line)
    const pair = header ? undefined : /^\s*("[^"]*"|[\w.'-]+)\s*=\s*(.*)$/.exec(line)
    if (header) {
      table = (header[1] ?? '').replaceAll(/["']/g, '')
      index++
      continue
    }
    if (!pair) continue
    const lead = line.length - line.trimStart().length
    let raw = pair[2] ?? ''
    while (isOpen(raw) && at + 1 < lines.length) {
      line = lines[++at] ?? ''
      offset += line.length + 1
      raw += `\n${line}`
    }
    found.push({
      table,
      index,
      key: (pair[1] ?? '').replaceAll(/["']/g, ''),
      raw: withoutComments(raw).trim(),
      text: /^\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)')/
        .exec(raw)
        ?.slice(1)
        .find(each => each !== undefined),
      // Not by searching the text: a lock file has thousands of entries.
      range: {
        start: { offset: start + lead, line: first + 1, column: lead + 1 },
        end: { offset: offset - 1, line: at + 1, column: line.length + 1 },
      },
    })
  }
  return found
}

/** The strings of an array as written. */
export function stringsOf(raw: string): readonly string[] {
  return [...raw.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g)].map(match => match[1] ?? match[2] ?? '')
}

const withoutComments = (raw: string) =>
  raw.replaceAll(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*/g, piece => (piece.startsWith('#') ? '' : piece))

function isOpen(raw: string): boolean {
  if (/^(?:"""|''')/.test(raw)) return raw.split(raw.slice(0, 3)).length < 3
  const bare = withoutComments(raw).replaceAll(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/g, '')
  return bare.split(/[[{]/).length > bare.split(/[\]}]/).length
}
